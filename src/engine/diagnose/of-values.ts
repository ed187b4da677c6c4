/** Diagnoses predicted values: residuals, and how often intervals hold the target. */
import { quantile } from '../../search/math/quantile.ts'
import { rounded } from '../../search/math/rounded.ts'
import { cdf, isDistribution } from '../blend/combine.ts'
import type { Prediction } from '../network/prediction.ts'
import type { PredictedRow, ValueDiagnosis } from './diagnosis.ts'
import { evenly } from './evenly.ts'

type Value = Extract<Prediction, { value: number }>

export interface ValuedRows {
  rows: ArrayLike<number> // of the dataset
  targets: ArrayLike<number> // [rows], in the target's own units
  predictions: readonly Value[] // [rows]
}

const mostSampled = 1_000
const mostWorst = 50
const binCount = 40
const tail = 0.005 // share of the residuals on either side that the histogram only counts
const levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99]

export function diagnoseValues({
  rows,
  targets,
  predictions,
}: ValuedRows): Omit<ValueDiagnosis, 'calibration'> {
  const all = predictions.map(({ value, interval }, at) => ({
    row: rows[at]!,
    target: targets[at]!,
    predicted: value,
    ...(interval && { interval }),
  }))
  const residuals = Float64Array.from(all, residualOf)
  const mean = (of: (residual: number) => number) =>
    residuals.reduce((sum, residual) => sum + of(residual), 0) / residuals.length
  const worstFirst = all.toSorted(
    (a, b) => Math.abs(residualOf(b)) - Math.abs(residualOf(a)) || a.row - b.row,
  )
  return {
    bias: rounded(mean((residual) => residual)),
    rmse: rounded(Math.sqrt(mean((residual) => residual ** 2))),
    mae: rounded(mean(Math.abs)),
    histogram: histogramOf(residuals),
    sample: evenly(all, mostSampled).map(shortened),
    worst: worstFirst.slice(0, mostWorst).map(shortened),
    coverage: coverageOf(targets, predictions),
  }
}

function residualOf({ target, predicted }: PredictedRow): number {
  return target - predicted
}

function shortened({ row, target, predicted, interval }: PredictedRow): PredictedRow {
  return {
    row,
    target: rounded(target),
    predicted: rounded(predicted),
    ...(interval && { interval: [rounded(interval[0]!), rounded(interval[1]!)] }),
  }
}

function histogramOf(residuals: Float64Array): ValueDiagnosis['histogram'] {
  const sorted = residuals.toSorted()
  const [low, high] = [quantile(sorted, tail), quantile(sorted, 1 - tail)]
  const width = (high - low) / binCount
  if (!(width > 0)) {
    const inside = sorted.filter((residual) => residual === low).length
    const below = sorted.filter((residual) => residual < low).length
    const counts = { counts: [inside], below, above: sorted.length - inside - below }
    return { edges: [low, low], ...counts }
  }
  const counts = new Array<number>(binCount).fill(0)
  let below = 0
  let above = 0
  for (const residual of sorted) {
    if (residual < low) below += 1
    else if (residual > high) above += 1
    else counts[Math.min(Math.floor((residual - low) / width), binCount - 1)]! += 1
  }
  const edges = Array.from({ length: binCount + 1 }, (_, at) => rounded(low + at * width))
  return { edges, counts, below, above }
}

/** A target is in the central interval of a level where its quantile is no further from 50 % than half the level. */
function coverageOf(
  targets: ArrayLike<number>,
  predictions: readonly Value[],
): ValueDiagnosis['coverage'] {
  if (!predictions.every(isDistribution)) return null
  const needed = Float64Array.from(predictions, (own, at) =>
    Math.abs(2 * cdf(own, targets[at]!) - 1),
  )
  return levels.map((level) => ({
    level,
    covered: rounded(needed.filter((own) => own <= level).length / needed.length),
  }))
}
