/** What a trial is judged by: a metric of a part of the data, as a function of the part's sums. */
import type { Task } from '../../data/dataset.ts'
import type { Direction } from '../../search/compare/direction.ts'
import type { Loss } from '../losses/loss.ts'
import type { SumLayout } from '../measure/layout.ts'
import type { Metrics, PartFacts } from '../measure/of-sums.ts'
import { findMetric, type MetricName, metricNames, metrics } from '../metrics/index.ts'
import type { Part } from '../metrics/metric.ts'
import type { Tensor, Tf } from '../tensorflow.ts'

/** As a study names it. */
export interface ObjectiveSpec {
  metric: string // such as 'validation.accuracy'
  direction: Direction
}

/** score = sign · the metric; it differs from ±value by a constant, and grows with better. */
export interface Objective {
  part: Part
  name: MetricName
  sign: 1 | -1
}

/** What scores need of each lane. */
export interface ScoreScale {
  scale: Tensor // [lanes], what a sum is multiplied by, see `scoring`
  support: Tensor | null // [lanes, classes], rows of each class; null: the metric asks for none
}

/** @throws Error for a metric that this training does not report */
export function refuseUnreported({ metric }: ObjectiveSpec, loss: Loss, task: Task): void {
  const names = metricNames(loss, task)
  if (names.includes(metric)) return
  throw new Error(`No metric of this training is called ${metric}: there are ${names.join(', ')}`)
}

/** @throws Error for a metric that no training reports */
export function parseObjective({ metric, direction }: ObjectiveSpec): Objective {
  const known = findMetric(metric)
  if (!known) throw new Error(`No metric is called ${metric}`)
  return { part: known.part, name: known.name, sign: direction === 'maximize' ? 1 : -1 }
}

/**
 * Call within `tf.tidy`.
 *
 * @param sums  of the objective's part, [lanes, sums] as its layout has them
 * @returns     [lanes]
 */
export function computeScore(
  tf: Tf,
  { name, sign }: Objective,
  given: ScoreScale & { layout: SumLayout; sums: Tensor },
): Tensor {
  return tf.mul(metrics[name].score.value(tf, given), sign)
}

interface ScoredData {
  train: { facts: readonly PartFacts[] }
  validation: { facts: readonly PartFacts[] }
  folds: readonly { target: { deviation: number } | null }[]
}

/**
 * What each fold's sum is multiplied by, so that scores differ as values do, and the unit of scores in the metric's own
 * units: for a metric in the target's units the largest deviation of any fold, so that float32 holds scores and their
 * squares whatever the target is measured in.
 *
 * @throws Error when the metric means nothing for the rows of a fold
 */
export function scoring(
  spec: ObjectiveSpec,
  { folds, ...parts }: ScoredData,
): { scales: number[]; unit: number; support: number[][] | null } {
  const { part, name } = parseObjective(spec)
  const { inTargetUnits, needsSupport, scale } = metrics[name].score
  const deviations = folds.map(({ target }) => target?.deviation ?? 1)
  const unit = inTargetUnits ? Math.max(...deviations) : 1
  const { facts } = parts[part]
  const scales = deviations.map((deviation, fold) => scale(facts[fold]!, deviation / unit))
  if (!scales.every(Number.isFinite)) {
    throw new Error(`${name} compares errors with targets, and all targets of a fold's rows are 0`)
  }
  return { scales, unit, support: needsSupport ? facts.map(({ support }) => [...support]) : null }
}

/** NaN where the metric means nothing for these rows. */
export function objectiveValue(
  spec: ObjectiveSpec,
  epoch: { train: Metrics; validation: Metrics },
): number {
  const { part, name } = parseObjective(spec)
  return epoch[part][name] ?? Number.NaN
}
