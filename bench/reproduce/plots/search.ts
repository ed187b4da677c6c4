/** Plots of a search, from what the analyses of the API answer. */
import type { StudyResult, TrialLine } from '../answers.ts'
import { axis, colours, draw, grid, short, titled } from './draw.ts'
import { drawLines } from './lines.ts'

type Analyses = NonNullable<StudyResult['analyses']>
// biome-ignore lint/suspicious/noExplicitAny: the API's domain of a parameter
type Domain = any

/** Values of all complete trials, and the best so far. */
export function drawBestSoFar({ study, trials, analyses }: StudyResult): string {
  const complete = trials.filter(isOfSearch)
  const last = Math.max(0, ...complete.map(({ number }) => number))
  const best = (analyses?.curves.best ?? []) as { number: number; value: number }[]
  const end = best.at(-1)
  return draw({
    title: titled('Best so far'),
    grid,
    xAxis: axis('trial'),
    yAxis: { ...axis(study.objective.metric), nameGap: 58 },
    series: [
      {
        ...{ name: 'trials', type: 'scatter', symbolSize: 5, color: '#999' },
        data: inView(complete, study.objective.direction).map(({ number, value }) => [
          number,
          value!,
        ]),
      },
      {
        ...{ name: 'best so far', type: 'line', step: 'end', symbolSize: 6 },
        data: [
          ...best.map(({ number, value }) => [number, value]),
          ...(end ? [[last, end.value]] : []),
        ],
      },
    ],
  })
}

export function drawCurves({ curves }: Analyses): string {
  type Curve = { number: number; steps: number[]; values: (number | null)[] }
  return drawLines({
    ...{ title: 'Learning curves of the best trials', x: 'epoch', y: curves.metric },
    lines: (curves.curves as Curve[]).map(({ number, steps, values }) => ({
      name: `trial ${number}`,
      points: steps.map((step, i) => [step, values[i] ?? null] as const),
    })),
  })
}

export function drawImportance({ importance }: Analyses): string {
  type Item = { parameter: string; importance: number }
  const items = (importance.items as Item[]).slice(0, 12).toReversed()
  return draw(
    {
      title: titled('Importance (PED-ANOVA)'),
      grid: { ...grid, left: 260 },
      xAxis: axis('share of the importance'),
      yAxis: { type: 'category', data: items.map(({ parameter }) => parameter) },
      series: [{ type: 'bar', data: items.map(({ importance }) => importance) }],
    },
    { height: 130 + 26 * items.length },
  )
}

export function drawParallel({ parallel }: Analyses, isMaximized: boolean): string {
  type Axis = { parameter: string; domain: Domain }
  type ParallelLine = { value: number; at: (number | null)[] }
  const axes = (parallel.axes as Axis[]).slice(0, 8)
  const lines = parallel.lines as ParallelLine[]
  const values = lines.map(({ value }) => value)
  const shades = ['#fdae61', '#74add1', '#313695']
  return draw(
    {
      title: titled('Parallel coordinates'),
      parallel: { left: 60, right: 120, top: 90, bottom: 40 },
      parallelAxis: [
        ...axes.map(({ parameter, domain }, dim) => ({
          ...{ dim, name: shortName(parameter), nameTextStyle: { fontSize: 10 } },
          ...axisOf(domain),
        })),
        {
          ...{ dim: axes.length, name: parallel.objective.metric, scale: true },
          nameTextStyle: { fontSize: 10 },
        },
      ],
      visualMap: {
        ...{ show: false, dimension: axes.length },
        ...range(values),
        inRange: { color: isMaximized ? shades : shades.toReversed() },
      },
      series: [
        {
          type: 'parallel',
          lineStyle: { width: 1.2, opacity: 0.6 },
          data: lines.map(({ at, value }) => [
            ...axes.map(({ domain }, i) => placeOf(domain, at[i] ?? null)),
            value,
          ]),
        },
      ],
    },
    { width: 980, height: 460 },
  )
}

/** One small chart for each of the most important parameters. */
export function drawSlices({ slice }: Analyses): string {
  type Item = {
    parameter: string
    domain: Domain
    points: { x: number[]; values: number[] }
  }
  const items = (slice.items as Item[]).slice(0, 6)
  const columns = 3
  const [width, height] = [320, 250]
  const rows = Math.max(1, Math.ceil(items.length / columns))
  const at = (i: number) => ({
    left: 60 + (i % columns) * width,
    top: 50 + Math.floor(i / columns) * height,
    ...{ width: width - 85, height: height - 95 },
  })
  return draw(
    {
      title: titled('Slices'),
      grid: items.map((_, i) => at(i)),
      xAxis: items.map(({ parameter, domain }, gridIndex) => ({
        ...{ gridIndex, name: shortName(parameter) },
        ...{ nameLocation: 'middle', nameGap: 26, scale: true },
        ...axisOf(domain),
      })),
      yAxis: items.map((_, gridIndex) => ({
        ...{ gridIndex, scale: true },
        axisLabel: { formatter: (value: number) => short(value) },
      })),
      series: items.map(({ domain, points }, i) => ({
        ...{ type: 'scatter' as const, xAxisIndex: i, yAxisIndex: i, symbolSize: 5 },
        color: colours[0]!,
        data: points.x.map((x, j) => [placeOf(domain, x)!, points.values[j]!]),
      })),
    },
    { width: 60 + columns * width, height: 60 + rows * height },
  )
}

function isOfSearch({ value, state, source }: TrialLine): boolean {
  return value !== null && state === 'complete' && source !== 'finalist' && source !== 'refit'
}

/** Without trials far worse than the others, which would flatten the rest. */
function inView(trials: readonly TrialLine[], direction: string): TrialLine[] {
  const sign = direction === 'maximize' ? -1 : 1
  const losses = trials.map(({ value }) => sign * value!).sort((a, b) => a - b)
  if (losses.length < 5) return [...trials]
  const at = (share: number) => losses[Math.floor(share * (losses.length - 1))]!
  const most = at(0.75) + 3 * (at(0.75) - at(0.25))
  return trials.filter(({ value }) => sign * value! <= most)
}

/** The end of a long path: `layers[0].optimizer[adam].learningRate` as `learningRate`. */
function shortName(parameter: string): string {
  return parameter.length <= 22 ? parameter : (parameter.split('.').at(-1) ?? parameter)
}

function axisOf(domain: Domain) {
  if (domain.type === 'choice') {
    return { type: 'category' as const, data: (domain.options as unknown[]).map(String) }
  }
  const axisLabel = { formatter: (value: number) => short(value), hideOverlap: true }
  return { type: domain.log ? ('log' as const) : ('value' as const), axisLabel }
}

/** A category axis takes the option's own text. */
function placeOf(domain: Domain, at: number | null): number | string | null {
  if (at === null) return null
  return domain.type === 'choice' ? String(domain.options[at]) : at
}

function range(values: readonly number[]): { min: number; max: number } {
  const sorted = [...values].sort((a, b) => a - b)
  const low = sorted[0] ?? 0
  const high = sorted.at(-1) ?? 1
  return { min: low, max: high === low ? low + 1e-9 : high }
}
