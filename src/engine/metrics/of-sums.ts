/** The metrics of a part in the target's own units, as numbers, made from its sums. */
import type { Loss } from '../losses/loss.ts'
import { classMetrics } from './classes.ts'
import type { SumLayout, SumName } from './layout.ts'

export type Metrics = Record<string, number>

/** How standardised values become the target's own: value · deviation + mean. */
export interface TargetScale {
  mean: number
  deviation: number
}

/** What is known of a part of a fold whatever the network: see `DeviceSplit`. */
export interface PartFacts {
  rows: number
  totalSquares: number // of a standardised target about its mean
  support: readonly number[] // rows of each class
  weightOf: readonly number[] // of all rows of each class together, in the loss; `support` where rows have no weights
  relativeRows: number // whose target is not 0
}

/**
 * @param sums  of the part's rows, as the layout has them
 */
export function metricsOf(
  sums: ArrayLike<number>,
  layout: SumLayout,
  part: PartFacts,
  { loss, target }: { loss: Loss; target: TargetScale | null },
): Metrics {
  const { rows } = part
  const sum = (name: SumName) => {
    const found = layout.sums.find((known) => known.name === name)
    return found && sums[found.at]!
  }
  const counts = (name: SumName) => {
    const { at, width } = layout.sums.find((known) => known.name === name)!
    return Array.from({ length: width }, (_, place) => sums[at + place]!)
  }
  const likelihood = (sum('likelihood') ?? sum('loss')!) / rows
  const metrics: Metrics = { loss: sum('loss')! / rows }
  if (target === null) {
    metrics.accuracy = sum('correct')! / rows
    if (sum('hits') !== undefined) {
      const ofClasses = { hits: counts('hits'), chosen: counts('chosen'), support: part.support }
      Object.assign(metrics, classMetrics(ofClasses))
      if (loss.isLikelihood) metrics.logLoss = likelihood
    }
    const auc = sum('auc')
    if (auc !== undefined) metrics.auc = auc
  } else {
    Object.assign(metrics, valueMetrics(sum, part, target))
  }
  // a density in the target's own units is that of the standardised value over the deviation
  if (loss.isLikelihood) metrics.nll = likelihood + Math.log(target?.deviation ?? 1)
  return metrics
}

function valueMetrics(
  sum: (name: SumName) => number | undefined,
  { rows, totalSquares, relativeRows }: PartFacts,
  { deviation }: TargetScale,
): Metrics {
  const squared = sum('squared')!
  const relative = sum('relative')
  const median = sum('medianAbsoluteError')
  return {
    rmse: Math.sqrt(squared / rows) * deviation,
    mae: (sum('absolute')! / rows) * deviation,
    ...(median === undefined ? {} : { medianAbsoluteError: median * deviation }),
    ...(relative === undefined || relativeRows === 0 ? {} : { mape: relative / relativeRows }),
    // scikit-learn's convention where the targets do not vary
    r2: totalSquares > 0 ? 1 - squared / totalSquares : squared === 0 ? 1 : 0,
  }
}

/** Sum of squares about the mean. */
export function totalSquaresOf(values: ArrayLike<number>): number {
  let mean = 0
  let total = 0
  for (let index = 0; index < values.length; index++) {
    const distance = values[index]! - mean
    mean += distance / (index + 1)
    total += distance * (values[index]! - mean)
  }
  return total
}
