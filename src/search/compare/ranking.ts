/** Orders ended trials from best to worst, including pruned and failed ones. */

import type { Trial } from '../trial.ts'
import { costSign, type Direction } from './direction.ts'

/**
 * The rank of a trial with one objective. Fields are compared in order, and lower is better: complete trials rank by
 * value, then pruned ones by the number of steps and the last report, then failed ones.
 */
export interface Rank {
  kind: 0 | 1 | 2 // complete, pruned, failed (NaN values too)
  steps: number // minus the steps of a pruned trial: longer is better
  loss: number // the value, negated for an objective to maximize
}

/** Returns null for a trial without a result yet, and for a cancelled one. */
export function rankTrial({ state, values, reports }: Trial, direction: Direction): Rank | null {
  const sign = costSign(direction)
  if (state === 'complete') {
    const loss = sign * (values?.[0] ?? Number.NaN)
    return Number.isNaN(loss) ? failed : { kind: 0, steps: 0, loss }
  }
  if (state === 'failed') return failed
  if (state !== 'pruned') return null
  let step = 0
  for (const at of reports.keys()) if (at > step) step = at
  const loss = sign * (reports.get(step) ?? Number.NaN)
  return Number.isNaN(loss) ? failed : { kind: 1, steps: -step, loss }
}

const failed: Rank = { kind: 2, steps: 0, loss: Number.POSITIVE_INFINITY }

/** A comparator for `sort`; 0 for two failed trials. */
export function compareRanks(one: Rank, other: Rank): number {
  if (one.kind !== other.kind) return one.kind - other.kind
  if (one.steps !== other.steps) return one.steps - other.steps
  return one.loss === other.loss ? 0 : one.loss < other.loss ? -1 : 1
}
