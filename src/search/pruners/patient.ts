import { z } from 'zod'
import { bestOf, isBetter } from '../compare/direction.ts'
import { isSettled } from '../early-stopping/comparable.ts'
import { warmupSteps } from '../early-stopping/warmup.ts'
import { definePruner } from '../pruner.ts'

/**
 * Early stopping by patience: a trial ends when its last `patience` steps have not improved on its best value
 * before them. Steps without a report count too, so that a resumed trial is not judged by how often it
 * reports. NaN is not an improvement. Every trial stops improving at some point, and a pruned one is never the best. So
 * the default lets trials of the default space end by their own early stopping, after which they are complete.
 *
 * @see Prechelt 1998, "Early stopping — but when?", in Neural networks: tricks of the trade
 */
export const patient = definePruner({
  summary: 'Stops a trial that has not improved for some steps',
  endsWhen: 'its last `patience` steps have not improved by `minDelta`',
  source: 'Prechelt 1998',
  options: z.strictObject({
    patience: z.int().min(1).default(20).describe('number of steps without improvement to accept'),
    minDelta: z.number().min(0).default(0).describe('an improvement must be larger than this'),
    warmupSteps,
  }),
  usesPeers: false,
  judge({ trial, step, direction }, { patience, minDelta, warmupSteps }) {
    if (step <= warmupSteps || !isSettled(trial, step)) return false
    const before: number[] = []
    const recent: number[] = []
    for (const [at, value] of trial.reports) {
      if (at <= step - patience) before.push(value)
      else if (at <= step) recent.push(value)
    }
    if (before.length === 0 || recent.length === 0) return false
    const best = bestOf(before, direction)
    const threshold = direction === 'minimize' ? best - minDelta : best + minDelta
    const value = bestOf(recent, direction)
    if (isBetter(value, threshold, direction)) return false
    return { pruner: 'patient', step, value, threshold, comparedWith: [] }
  },
})
