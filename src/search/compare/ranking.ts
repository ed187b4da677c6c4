/** Orders trials that have ended from the best to the worst, the unfinished ones included. */

import type { Trial } from '../trial.ts'
import type { Direction } from './direction.ts'

/**
 * What there is to learn from a trial with one objective, lower being better in each field in turn: complete
 * trials by value, then pruned ones by how far they came and what they reported last, then failed ones.
 */
export interface Rank {
  kind: 0 | 1 | 2 // complete, pruned, failed (NaN values too)
  steps: number // of a pruned one, negative: the longer, the better
  loss: number // the value, negated where it is maximized
}

/** Null for a trial of which nothing is known yet, or that was cancelled. */
export function rankTrial({ state, values, reports }: Trial, direction: Direction): Rank | null {
  const sign = direction === 'minimize' ? 1 : -1
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

/** For `sort`; 0 for two failed ones. */
export function compareRanks(one: Rank, other: Rank): number {
  if (one.kind !== other.kind) return one.kind - other.kind
  if (one.steps !== other.steps) return one.steps - other.steps
  return one.loss === other.loss ? 0 : one.loss < other.loss ? -1 : 1
}
