/** What a trial is judged by: a metric of a part of the data, as a function of the part's sums. */
import type { Metrics } from './metrics.ts'

/** As a study names it. */
export interface ObjectiveSpec {
  metric: string // such as 'validation.accuracy'
  direction: 'minimize' | 'maximize'
}

/** score = sign · f(scale · sum), f the root or nothing; it differs from ±value by a constant, and grows with better. */
export interface Objective extends ObjectiveSpec {
  part: 'train' | 'validation'
  sum: number // index into the sums of `sumsOf`
  isRoot: boolean
  sign: 1 | -1
}

interface PartScale {
  rows: number
  totalSquares: number
}

/**
 * Each metric's sum, and what turns it into the metric itself.
 *
 * @param spread  deviation of the fold's target, in the unit of scores
 */
const metrics: Record<
  string,
  {
    sum: number
    isRoot?: true
    inTargetUnits?: true
    sign: 1 | -1
    scale(part: PartScale, spread: number): number
  }
> = {
  loss: { sum: 0, sign: 1, scale: ({ rows }) => 1 / rows },
  nll: { sum: 0, sign: 1, scale: ({ rows }) => 1 / rows },
  accuracy: { sum: 1, sign: 1, scale: ({ rows }) => 1 / rows },
  rmse: {
    sum: 1,
    isRoot: true,
    inTargetUnits: true,
    sign: 1,
    scale: ({ rows }, spread) => spread ** 2 / rows,
  },
  mae: { sum: 2, inTargetUnits: true, sign: 1, scale: ({ rows }, spread) => spread / rows },
  r2: { sum: 1, sign: -1, scale: ({ totalSquares }) => 1 / (totalSquares || 1) },
}

/** @throws Error for a metric that no training reports */
export function objectiveOf({ metric, direction }: ObjectiveSpec): Objective {
  const { part, name } = split(metric)
  const known = metrics[name]
  if (!known) throw new Error(`No metric is called ${metric}`)
  const sign = direction === 'maximize' ? known.sign : known.sign === 1 ? -1 : 1
  return { metric, direction, part, sum: known.sum, isRoot: known.isRoot ?? false, sign }
}

interface ScoredData {
  train: { rows: number; totalSquares: number[] }
  validation: { rows: number; totalSquares: number[] }
  folds: readonly { target: { deviation: number } | null }[]
}

/**
 * What each fold's sum is multiplied by, so that scores differ as values do, and the unit of scores in the metric's own
 * units: for a metric in the target's units the largest deviation of any fold, so that float32 holds scores and their
 * squares whatever the target is measured in.
 */
export function scoring(
  { metric }: ObjectiveSpec,
  { folds, ...parts }: ScoredData,
): { scales: number[]; unit: number } {
  const { part, name } = split(metric)
  const { inTargetUnits, scale } = metrics[name]!
  const deviations = folds.map(({ target }) => target?.deviation ?? 1)
  const unit = inTargetUnits ? Math.max(...deviations) : 1
  const { rows, totalSquares } = parts[part]
  const scales = deviations.map((deviation, fold) =>
    scale({ rows, totalSquares: totalSquares[fold]! }, deviation / unit),
  )
  return { scales, unit }
}

/** @throws Error for a metric that this training does not report */
export function objectiveValue(
  { metric }: ObjectiveSpec,
  epoch: { train: Metrics; validation: Metrics },
): number {
  const { part, name } = split(metric)
  const value = epoch[part]?.[name]
  if (value === undefined) {
    const names = Object.keys(epoch.validation)
      .map((known) => `${part}.${known}`)
      .join(', ')
    throw new Error(`No metric of this training is called ${metric}: there are ${names}`)
  }
  return value
}

function split(metric: string): { part: 'train' | 'validation'; name: string } {
  const [part, name = ''] = metric.split('.')
  if (part !== 'train' && part !== 'validation') throw new Error(`No metric is called ${metric}`)
  return { part, name }
}
