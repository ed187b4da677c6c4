/** Draws the small study of a question, and answers it from its numbers. */
import type { Epoch, StudyResult, TrialLine } from './answers.ts'
import { short } from './plots/draw.ts'
import { drawHeatMap } from './plots/heatmap.ts'
import { drawLines, type Line } from './plots/lines.ts'
import type { Question } from './problem.ts'

export function drawQuestion({ title, plot }: Question, result: StudyResult): string {
  const { metric, direction } = result.study.objective
  const trials = result.trials.filter(({ value }) => value !== null)
  if (plot.type === 'curves') return drawQuestionCurves(title, plot, result)
  if (plot.type === 'heatmap') {
    const xs = valuesOf(trials, plot.x)
    const ys = valuesOf(trials, plot.y)
    return drawHeatMap({
      ...{ title: `${title}: ${metric}`, isMaximized: direction === 'maximize' },
      x: { name: plot.x, values: xs },
      y: { name: plot.y, values: ys },
      cells: trials.map(({ params, value }) => [
        xs.indexOf(params[plot.x] as number),
        ys.indexOf(params[plot.y] as number),
        value!,
      ]),
    })
  }
  const groups = plot.by === null ? [metric] : valuesOf(trials, plot.by)
  const lines = groups.map((group): Line => {
    const own = trials.filter(({ params }) => plot.by === null || params[plot.by] === group)
    const points = own.map(({ params, value }) => [Number(params[plot.x]), value!] as const)
    return { name: String(group), points: points.toSorted(([a], [b]) => a - b) }
  })
  return drawLines({ title, x: plot.x, y: metric, lines, logX: true })
}

function drawQuestionCurves(
  title: string,
  plot: Extract<Question['plot'], { type: 'curves' }>,
  { trials, curves }: StudyResult,
): string {
  const lines = curves.flatMap(({ number, points }, colour) => {
    const trial = trials.find((one) => one.number === number)
    return plot.metrics.map((metric, i): Line => {
      const [part, name] = metric.split('.') as ['train' | 'validation', string]
      return {
        // lines of one name share their place in the legend
        name: plot.by === '' ? metric : trial ? labelOf(plot, trial) : `trial ${number}`,
        points: points.map((epoch) => [epoch.step, epoch[part][name] ?? null] as const),
        ...{ isDashed: i > 0 && plot.by !== '', colour: plot.by === '' ? i : colour },
      }
    })
  })
  const areLosses = plot.metrics.some((metric) => metric.endsWith('.loss'))
  const y =
    plot.by === ''
      ? 'loss'
      : plot.metrics.map((metric, i) => (i === 0 ? metric : `${metric} (dashed)`)).join(', ')
  return drawLines({ title, x: 'epoch', y, lines, logY: areLosses })
}

/** Best value of each setting, best first, as Markdown; with losses at the end where they are drawn. */
export function answerTable({ plot }: Question, { study, trials, curves }: StudyResult): string {
  const { metric, direction } = study.objective
  const sign = direction === 'maximize' ? -1 : 1
  const ended = trials
    .filter(({ value }) => value !== null)
    .toSorted((a, b) => sign * (a.value! - b.value!))
  const names = [...new Set(ended.flatMap(({ params }) => Object.keys(params)))]
  const cell = (trial: TrialLine, name: string) =>
    plot.type === 'curves' && plot.labels && name === plot.by
      ? labelOf(plot, trial)
      : String(trial.params[name] ?? '–')
  const hasLosses = plot.type === 'curves' && plot.metrics.includes('validation.loss')
  const rows = ended.map((trial) => {
    const points = curves.find(({ number }) => number === trial.number)?.points ?? []
    const losses = hasLosses ? lossesOf(points) : []
    const cells = [...names.map((name) => cell(trial, name)), short(trial.value), trial.step]
    return `| ${[...cells, ...losses].join(' | ')} |`
  })
  const last = ['last train.loss', 'last validation.loss', 'lowest validation.loss, epoch']
  const head = [...names, metric, 'best epoch', ...(hasLosses ? last : [])]
  return [`| ${head.join(' | ')} |`, `|${head.map(() => ' --- |').join('')}`, ...rows].join('\n')
}

function lossesOf(points: readonly Epoch[]): string[] {
  const last = points.at(-1)
  const losses = points.flatMap(({ step, validation }) =>
    validation.loss === undefined ? [] : [{ step, loss: validation.loss }],
  )
  const [lowest] = losses.toSorted((a, b) => a.loss - b.loss)
  return [
    short(last?.train.loss ?? '–'),
    short(last?.validation.loss ?? '–'),
    lowest ? `${short(lowest.loss)}, ${lowest.step}` : '–',
  ]
}

function labelOf(
  { by, labels }: Extract<Question['plot'], { type: 'curves' }>,
  { params }: TrialLine,
): string {
  const value = params[by]
  return labels?.[value as number] ?? `${by} ${value}`
}

/** Distinct values of a parameter, ascending. */
function valuesOf(trials: readonly TrialLine[], name: string): (string | number)[] {
  const values = [...new Set(trials.map(({ params }) => params[name] as string | number))]
  return values.toSorted((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : 0))
}
