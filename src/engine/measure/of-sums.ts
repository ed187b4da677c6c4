/** Computes the metrics of a part from its sums, in the target's own units. */
import type { Loss } from '../losses/loss.ts'
import { fittingMetrics } from '../metrics/index.ts'
import type { ClassCounts } from './classes.ts'
import type { SumLayout, SumName } from './layout.ts'

export type Metrics = Record<string, number>

/** Converts `own` to the target's units: own · deviation + mean. */
export interface TargetScale {
  mean: number
  deviation: number
}

/** Facts of a part of a fold that do not depend on the network. */
export interface PartFacts {
  rows: number
  totalSquares: number // of the target about its mean, in `own`
  logSlope: number // mean of ln |dy / d own|, where y is what the network learns; 0 if y is `own`
  support: readonly number[] // rows of each class
  weightByClass: readonly number[] // total sample weight of each class; `support` without sample weights
  relativeRows: number // whose target is not 0
}

/** Inputs for computing the metrics of a part. */
export interface PartSums {
  sum(name: SumName): number | undefined // undefined: not counted in this part
  classes: ClassCounts | undefined // undefined: not counted in this part
  likelihood: number // mean of the unweighted loss
  facts: PartFacts
  deviation: number // of the target; 1 for classes
  loss: Loss
}

/**
 * @param sums  of the part's rows, in the order of the layout
 */
export function computeMetrics(
  sums: ArrayLike<number>,
  layout: SumLayout,
  facts: PartFacts,
  { loss, target }: { loss: Loss; target: TargetScale | null },
): Metrics {
  const task = target === null ? 'classification' : 'regression'
  const found = (name: SumName) => layout.sums.find((known) => known.name === name)
  const sum = (name: SumName) => {
    const known = found(name)
    return known && sums[known.at]!
  }
  const counts = (name: SumName) => {
    const { at, width } = found(name)!
    return Array.from({ length: width }, (_, place) => sums[at + place]!)
  }
  const part: PartSums = {
    sum,
    classes: found('hits') && {
      hits: counts('hits'),
      chosen: counts('chosen'),
      support: facts.support,
    },
    likelihood: (sum('likelihood') ?? sum('loss')!) / facts.rows,
    facts,
    deviation: target?.deviation ?? 1,
    loss,
  }
  const values: Metrics = {}
  for (const [name, { value }] of fittingMetrics(loss, task)) {
    const own = value(part)
    if (own !== undefined) values[name] = own
  }
  return values
}

/** Sum of squares about the mean. */
export function sumSquaredDeviations(values: ArrayLike<number>): number {
  let mean = 0
  let total = 0
  for (let index = 0; index < values.length; index++) {
    const distance = values[index]! - mean
    mean += distance / (index + 1)
    total += distance * (values[index]! - mean)
  }
  return total
}
