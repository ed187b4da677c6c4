/** What a metric is: what it means, and how it is made of sums over the rows, as a number and inside a graph. */
import { z } from 'zod'
import type { Task } from '../../data/dataset.ts'
import type { Direction } from '../../search/compare/direction.ts'
import type { Predicted } from '../losses/loss.ts'
import type { PartSums } from '../measure/of-sums.ts'
import type { Score } from '../measure/scores.ts'
import type { Tensor, Tf } from '../tensorflow.ts'

/** Of the data, in the order in which metrics are listed. */
export const Part = z.enum(['validation', 'train'])
export type Part = z.infer<typeof Part>

export interface Metric {
  summary: string
  tasks: readonly Task[]
  better: Direction
  /** Running averages over batches give some metrics, and not others. */
  parts: readonly Part[]
  /** Reported only where the loss is a negative log-likelihood. */
  needsLikelihood: boolean
  /** Means nothing for rows of one class. */
  needsTwoClasses: boolean
  /** Where it is made of all rows at once, its sum is `all:NAME`: reported where a study asks for it, or is judged by it. */
  collector: Collector | null
  /** In the target's own units; undefined: these rows have none. */
  value(part: PartSums): number | undefined
  score: Score
}

/** What needs all rows of a part at once. Each row leaves some numbers, whatever the chunk it is in. */
export interface Collector {
  /** How many numbers a row leaves. */
  numbers(classes: number): number
  /** Of each row: [lanes, batch, numbers]. */
  ofRows(tf: Tf, predicted: Predicted, y: Tensor): Tensor
  /**
   * @param collected  [lanes, rows, numbers]
   * @param y          [lanes or 1, rows]
   * @returns          [lanes]
   */
  ofAll(tf: Tf, collected: Tensor, y: Tensor): Tensor
  /**
   * The same as a number.
   *
   * @param predicted  [rows, classes] probabilities, or [rows] standardised values
   * @param y          [rows], class indices or standardised values
   */
  ofPredicted(predicted: Float32Array, y: Int32Array | Float32Array, classes: number): number
}

export function defineMetric(
  metric: Pick<Metric, 'summary' | 'tasks' | 'better' | 'value' | 'score'> & Partial<Metric>, // both parts, no need, no collector unless given
): Metric {
  return {
    parts: Part.options,
    needsLikelihood: false,
    needsTwoClasses: false,
    collector: null,
    ...metric,
  }
}

export const bothTasks = ['classification', 'regression'] as const

/** Of what counts by class make. */
export const ofClasses = { tasks: ['classification'], parts: ['validation'] } as const
