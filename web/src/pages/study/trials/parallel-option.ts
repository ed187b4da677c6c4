/** Parallel coordinates: a line for each trial across an axis for each parameter, and the objective at the end. */
import type { ChartTokens } from '../../../ui/chart/tokens.ts'
import { formatValue } from '../../../ui/format.ts'
import type { Domain, Parallel } from '../plots/queries.ts'
import { axisFor, extent, lineScaleFor, optionText, shortName } from '../plots/scales.ts'
import { withoutParam } from './chips.ts'
import type { Option, Range, Where } from './view.ts'

const objectiveId = 'value'

export const brushLook = { width: 16, opacity: 0.25 }

/** The id of the axis of a parameter; the objective's is `value`. */
const axisId = (name: string) => `params.${name}`

export function parallelOption(
  { axes, lines, objective }: Parallel,
  { theme, accent }: Pick<ChartTokens, 'theme' | 'accent'>,
) {
  const [min, max] = extent(lines.map(({ value }) => value))
  const shared = {
    realtime: true,
    nameGap: 14,
    areaSelectStyle: { ...brushLook, borderWidth: 1, borderColor: accent, color: accent },
  }
  return {
    parallel: {
      left: 64, // half of the longest name of the first axis
      right: 72,
      top: 34,
      bottom: 18,
      axisExpandable: false,
      parallelAxisDefault: { nameLocation: 'end' },
    },
    parallelAxis: [
      ...axes.map(({ parameter, domain }, dim) => ({
        ...shared,
        ...axisFor(domain),
        dim,
        id: axisId(parameter),
        name: shortName(parameter, axes.length > 8 ? 13 : 22),
      })),
      {
        ...shared,
        dim: axes.length,
        id: objectiveId,
        type: 'value',
        scale: true,
        name: shortName(objective.metric, 20),
        nameTextStyle: { fontWeight: 'bold' },
        axisLabel: { formatter: (value: number) => formatValue(value, 3) },
      },
    ],
    visualMap: {
      show: false,
      dimension: axes.length,
      min,
      max: max > min ? max : min + 1,
      inRange: { color: lineScaleFor(objective.direction, theme) },
    },
    series: [
      {
        type: 'parallel',
        smooth: false,
        lineStyle: {
          width: 1,
          opacity: lines.length > 300 ? 0.35 : lines.length > 60 ? 0.6 : 0.85,
        },
        inactiveOpacity: 0.03,
        activeOpacity: 0.8,
        // the best are drawn last, on top
        data: [...lines]
          .sort((a, b) => (a.value - b.value) * (objective.direction === 'maximize' ? 1 : -1))
          .map(({ at, value }) => [
            ...at.map((one, i) => axisValue(axes[i]?.domain as Domain, one)),
            value,
          ]),
      },
    ],
  }
}

/** Options stand on their axis by name. A trial without the parameter has no point there. */
function axisValue(domain: Domain, at: number | null): number | string {
  if (at === null) return Number.NaN
  return domain.type === 'choice' ? optionText(domain.options[at]) : at
}

/** The ids of all axes, with the domain of their parameter; null: the objective. */
export function axesOf({ axes }: Pick<Parallel, 'axes'>): { id: string; domain: Domain | null }[] {
  const parameters = axes.map(({ parameter, domain }) => ({ id: axisId(parameter), domain }))
  return [...parameters, { id: objectiveId, domain: null }]
}

/** What a filter selects on an axis: of options, their places. */
export function intervalsOf(where: Where, id: string, domain: Domain | null): [number, number][] {
  const accepted = id === objectiveId ? where.value : where.params?.[id.slice('params.'.length)]
  if (accepted === undefined) return []
  if (!Array.isArray(accepted)) {
    const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = accepted
    return [[from, to]]
  }
  if (domain?.type !== 'choice') return []
  return accepted.flatMap((option): [number, number][] => {
    const place = domain.options.indexOf(option)
    return place < 0 ? [] : [[place, place]]
  })
}

/**
 * The filter after a brush on an axis.
 *
 * @param intervals  as the axis has them: numbers, or places of options; none: the brush is gone
 */
export function withBrush(
  where: Where,
  { axes }: Pick<Parallel, 'axes'>,
  { id, intervals }: { id: string; intervals: readonly (readonly [number, number])[] },
): Where {
  if (id === objectiveId) {
    const { value: _, ...rest } = where
    const range = rangeOf(intervals)
    return range === null ? rest : { ...rest, value: range }
  }
  const name = id.slice('params.'.length)
  const domain = axes.find(({ parameter }) => parameter === name)?.domain
  const accepted =
    domain?.type === 'choice' ? optionsIn(domain.options, intervals) : rangeOf(intervals)
  const isNothing = accepted === null || (Array.isArray(accepted) && accepted.length === 0)
  const rest = withoutParam(where, name)
  return isNothing ? rest : { ...rest, params: { ...rest.params, [name]: accepted } }
}

/** The filter has one range for each number: the one that holds all intervals. */
function rangeOf(intervals: readonly (readonly [number, number])[]): Range | null {
  if (intervals.length === 0) return null
  const [from, to] = extent(intervals.flat())
  return { from: rounded(from, to - from), to: rounded(to, to - from) }
}

/** A pixel is worth about a five-hundredth of what was brushed: more digits say nothing. */
function rounded(value: number, width: number): number {
  if (value === 0 || width <= 0) return value
  const digits = Math.ceil(Math.log10(Math.abs(value) / width)) + 3
  return Number(value.toPrecision(Math.min(15, Math.max(2, digits))))
}

function optionsIn(
  options: readonly Option[],
  intervals: readonly (readonly [number, number])[],
): Option[] {
  return options.filter((_, place) =>
    intervals.some(
      ([from, to]) => place >= Math.min(from, to) - 0.5 && place <= Math.max(from, to) + 0.5,
    ),
  )
}
