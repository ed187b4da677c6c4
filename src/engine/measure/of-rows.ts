/** Evaluates rows from their predictions: all metrics, and the counts by class. */
import type { Loss } from '../losses/loss.ts'
import { metrics } from '../metrics/index.ts'
import type { Metric } from '../metrics/metric.ts'
import { type ClassResults, countClasses } from './classes.ts'
import { layOutSums, type SumName } from './layout.ts'
import { computeMetrics, type Metrics, type PartFacts, type TargetScale } from './of-sums.ts'

export interface PredictedRows {
  perSample: Float32Array // [rows], the loss
  predicted: Float32Array // [rows, classes] probabilities, or [rows] values in `own`
  y: Int32Array | Float32Array // [rows], class indices or the target in `own`
  weights: Float32Array | null // [rows], 1 on average
  relative: Float32Array | null // see `Split`
  z?: Float32Array // [rows], see `standardized`; absent unless a distribution of values is predicted
}

export interface RowsEvaluation {
  metrics: Metrics
  classes: ClassResults | null // null for a regression
}

export function evaluateRows(
  rows: PredictedRows,
  facts: PartFacts,
  { loss, target }: { loss: Loss; target: TargetScale | null },
): RowsEvaluation {
  const { perSample, predicted, y, weights, relative } = rows
  const count = facts.support.length
  const task = target === null ? 'classification' : 'regression'
  const collected = Object.entries<Metric>(metrics).filter(
    ([, { tasks, collector }]) => collector !== null && tasks.includes(task),
  )
  const layout = layOutSums('validation', {
    task,
    classes: count,
    isWeighted: weights !== null,
    hasRelative: relative !== null,
    collected: collected.map(([name]) => name),
  })
  const classes = target === null ? countClasses(y, mostProbable(predicted, count), count) : null
  const weighted = weights ? perSample.map((own, row) => own * weights[row]!) : perSample
  const sums: Partial<Record<SumName, number[]>> = {
    loss: [total(weighted)],
    likelihood: [total(perSample)],
  }
  if (classes) {
    sums.correct = [total(classes.hits)]
    sums.hits = [...classes.hits]
    sums.chosen = [...classes.chosen]
  } else {
    const errors = Float64Array.from(y, (own, row) => Math.abs(predicted[row]! - own))
    sums.squared = [total(errors.map((error) => error ** 2))]
    sums.absolute = [total(errors)]
    if (relative) sums.relative = [total(errors.map((error, row) => error * relative[row]!))]
  }
  for (const [name, { collector }] of collected) {
    sums[`all:${name}`] = [collector!.ofPredicted(predicted, y, count)]
  }
  const flat = layout.sums.flatMap(({ name }) => sums[name]!)
  const all = computeMetrics(flat, layout, facts, { loss, target })
  // metrics that are undefined for these rows are left out
  const meaningful = Object.fromEntries(
    Object.entries(all).filter(([, value]) => !Number.isNaN(value)),
  )
  return { metrics: meaningful, classes }
}

/** The most probable class of each row; the first of equal ones, as in training. */
function mostProbable(probabilities: Float32Array, classes: number): Int32Array {
  return Int32Array.from({ length: probabilities.length / classes }, (_, row) => {
    const own = probabilities.subarray(row * classes, (row + 1) * classes)
    return own.indexOf(Math.max(...own))
  })
}

function total(values: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index]!
  return sum
}
