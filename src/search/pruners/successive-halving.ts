import { z } from 'zod'
import { bestFirst, isBetter } from '../direction.ts'
import { definePruner, type PruneContext, type StopReason } from '../pruner.ts'
import type { Trial } from '../trial.ts'
import { warmupSteps } from './warmup.ts'

/**
 * Asynchronous successive halving: at each rung a trial goes on when it is among the best 1/η of the
 * trials that reached the rung before it, itself included (the best one always, while there are
 * fewer than η).
 *
 * A trial competes at a rung with its first report from the rung's step on and before the next
 * rung's; without one it is not at that rung. Ties go on; NaN is worse than every number.
 *
 * Departs from the source: a trial that loses ends at once; it is not kept for a later promotion.
 *
 * @see Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning", MLSys, Alg. 2
 */
export const asha = definePruner({
  summary: 'Asynchronous successive halving',
  options: z.strictObject({
    minResource: z.int().min(1).default(1).describe('steps before the first rung'),
    reductionFactor: z.number().min(2).default(3).describe('η: one trial in η passes a rung'),
    warmupSteps,
  }),
  usesPeers: true,
  shouldPrune: (context, options) => stopAtRung(context, { pruner: 'asha', ...options }),
})

export interface Halving {
  pruner: string
  minResource: number
  reductionFactor: number
  warmupSteps: number
}

/** The verdict at a rung, among the peers given. */
export function stopAtRung(
  { trial, step, peers, direction }: PruneContext,
  { pruner, minResource, reductionFactor: eta, warmupSteps }: Halving,
): StopReason | false {
  if (step <= warmupSteps) return false
  const rung = rungAt(step, minResource, eta)
  if (rung === null) return false
  const own = competingReport(trial, rung)
  // past the first report the rung is decided, also when a later report arrives twice
  if (own === null || own.step !== step) return false
  const rivals = peers.flatMap((peer) => {
    const report = competingReport(peer, rung)
    return report === null ? [] : { number: peer.number, value: report.value }
  })
  const promoted = Math.max(1, Math.floor((rivals.length + 1) / eta))
  const better = rivals.filter(({ value }) => isBetter(value, own.value, direction))
  if (better.length < promoted) return false
  const sorted = better.map(({ value }) => value).sort(bestFirst(direction))
  return {
    pruner,
    step,
    rung: rung.index,
    value: own.value,
    threshold: sorted[promoted - 1] ?? Number.NaN,
    comparedWith: rivals.map(({ number }) => number),
  }
}

interface Rung {
  index: number
  start: number // first step of it
  end: number // first step of the next
}

/** The rung that a step belongs to; null before the first. Rung k starts at minResource · η^k. */
function rungAt(step: number, minResource: number, eta: number): Rung | null {
  if (step < minResource) return null
  let index = 0
  let start = minResource
  let end = Math.ceil(minResource * eta)
  while (end <= step) {
    index += 1
    start = end
    end = Math.ceil(minResource * eta ** (index + 1))
  }
  return { index, start, end }
}

function competingReport({ reports }: Trial, { start, end }: Rung) {
  let first = Number.POSITIVE_INFINITY
  for (const step of reports.keys()) if (step >= start && step < end && step < first) first = step
  const value = reports.get(first)
  return value === undefined ? null : { step: first, value }
}
