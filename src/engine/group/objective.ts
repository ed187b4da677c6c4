/** The objective of a trial: a metric of a part of the data, computed from the part's sums. */
import type { Task } from '../../data/dataset.ts'
import type { Direction } from '../../search/compare/direction.ts'
import type { Loss } from '../losses/loss.ts'
import type { SumLayout } from '../measure/layout.ts'
import type { Metrics, PartFacts } from '../measure/of-sums.ts'
import { findMetric, type MetricName, metricNames, metrics } from '../metrics/index.ts'
import type { Part } from '../metrics/metric.ts'
import type { Tensor, Tf } from '../tensorflow.ts'

/** The objective as given by a study. */
export interface ObjectiveSpec {
  metric: string // such as 'validation.accuracy'
  direction: Direction
}

/** score = sign · metric: higher is better. Scores may differ from ±value by a constant. */
export interface Objective {
  part: Part
  name: MetricName
  sign: 1 | -1
}

/** Inputs of scores for each lane. */
export interface ScoreScale {
  scale: Tensor // [lanes], factor of a sum, see `scoring`
  support: Tensor | null // [lanes, classes], rows of each class; null: unused by the metric
}

/** @throws Error for a metric that this training does not report */
export function refuseUnreported({ metric }: ObjectiveSpec, loss: Loss, task: Task): void {
  const names = metricNames(loss, task)
  if (names.includes(metric)) return
  throw new Error(`This training does not report ${metric}; its metrics are ${names.join(', ')}`)
}

/** @throws Error for a metric that no training reports */
export function parseObjective({ metric, direction }: ObjectiveSpec): Objective {
  const known = findMetric(metric)
  if (!known) throw new Error(`Unknown metric: ${metric}`)
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
 * The factor of each fold's sum, which makes differences of scores equal those of values, and the unit of scores. For a
 * metric in the target's units the unit is the largest standard deviation of any fold, so that scores and their squares
 * fit into float32 whatever the target's unit.
 *
 * @throws Error if the metric is undefined for the rows of a fold
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
    throw new Error(
      `${name} divides errors by targets, but all targets of a fold are 0: choose another metric`,
    )
  }
  return { scales, unit, support: needsSupport ? facts.map(({ support }) => [...support]) : null }
}

/** NaN if the metric is undefined for these rows. */
export function objectiveValue(
  { part, name }: Pick<Objective, 'part' | 'name'>,
  epoch: { train: Metrics; validation: Metrics },
): number {
  return epoch[part][name] ?? Number.NaN
}
