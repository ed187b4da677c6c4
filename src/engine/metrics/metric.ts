/** Defines a metric: its meaning, and how it is computed from sums over the rows, as a number and inside a graph. */
import { z } from 'zod'
import type { Task } from '../../data/dataset.ts'
import type { Direction } from '../../search/compare/direction.ts'
import type { Predicted } from '../losses/loss.ts'
import type { PartSums } from '../measure/of-sums.ts'
import type { Score } from '../measure/scores.ts'
import type { Tensor, Tf } from '../tensorflow.ts'

/** Parts of the data, in the order in which metrics are listed. */
export const Part = z.enum(['validation', 'train'])
export type Part = z.infer<typeof Part>

export interface Metric {
  summary: string
  tasks: readonly Task[]
  better: Direction
  /** Only validation for metrics that cannot be averaged over batches. */
  parts: readonly Part[]
  /** Reported only if the loss is a negative log-likelihood. */
  needsLikelihood: boolean
  /** Of a regression: whether it judges the predicted deviation too, not the value alone. */
  judgesDeviation: boolean
  /** Undefined if all rows belong to one class. */
  needsTwoClasses: boolean
  /** In other units under another `preprocess.target`, so that trials that differ in it cannot be compared. */
  changesWithTarget: boolean
  /** For metrics computed from all rows at once (`all:NAME`); reported only on request or as the objective. */
  collector: Collector | null
  /** The metric in the target's own units; undefined if these rows have none. */
  value(part: PartSums): number | undefined
  /** Standard error of a value measured on so many rows; null: unknown without the rows themselves. */
  standardError(value: number, rows: number): number | null
  score: Score
}

/** Collects some numbers of each row, for metrics that need all rows of a part at once. */
export interface Collector {
  /** How many numbers are collected for a row. */
  numbers(classes: number): number
  /** The numbers of each row: [lanes, batch, numbers]. */
  ofRows(tf: Tf, predicted: Predicted, y: Tensor): Tensor
  /**
   * @param collected  [lanes, rows, numbers]
   * @param y          [lanes or 1, rows]
   * @returns          [lanes]
   */
  ofAll(tf: Tf, collected: Tensor, y: Tensor): Tensor
  /**
   * Computes the metric of one network as a number.
   *
   * @param predicted  [rows, classes] probabilities, or [rows] values in `own` (own-units.ts)
   * @param y          [rows], class indices or the target in `own`
   */
  ofPredicted(predicted: Float32Array, y: Int32Array | Float32Array, classes: number): number
}

export function defineMetric(
  metric: Pick<Metric, 'summary' | 'tasks' | 'better' | 'value' | 'score'> & Partial<Metric>, // defaults below
): Metric {
  return {
    parts: Part.options,
    needsLikelihood: false,
    judgesDeviation: false,
    needsTwoClasses: false,
    changesWithTarget: false,
    collector: null,
    standardError: () => null,
    ...metric,
  }
}

export const bothTasks = ['classification', 'regression'] as const

/** Fields of metrics that are computed from counts by class. */
export const ofClasses = { tasks: ['classification'], parts: ['validation'] } as const
