import { z } from 'zod'
import { bestOf, isWorse } from '../compare/direction.ts'
import { isSettled } from '../early-stopping/comparable.ts'
import { extrapolate } from '../early-stopping/learning-curve.ts'
import { warmupSteps } from '../early-stopping/warmup.ts'
import { definePruner } from '../pruner.ts'
import type { Trial } from '../trial.ts'

/**
 * Curve pruning: stops a trial whose extrapolated last value, shifted by some deviations in its favour, is still worse
 * than the best value of a complete trial, unless the trial has already reached that value.
 *
 * The last step is that of the trial; if unknown, it is the last step that a complete trial has reported.
 *
 * @see Domhan, Springenberg and Hutter 2015, IJCAI
 */
export const curve = definePruner({
  summary: 'Stops trials whose extrapolated curve will not reach the best',
  endsWhen:
    'its extrapolated last value, shifted by `deviations` in its favour, is worse than the best',
  source: 'Domhan et al. 2015',
  details: { forecast: 'extrapolated last value, without the deviations' },
  options: z.strictObject({
    startupTrials: z.int().min(1).default(5).describe('completed trials before any pruning'),
    deviations: z.number().min(0).default(2).describe('standard deviations in favour of the trial'),
    warmupSteps,
  }),
  usesPeers: true,
  judge({ trial, step, lastStep, peers, direction }, { startupTrials, deviations, warmupSteps }) {
    if (step <= warmupSteps || !isSettled(trial, step)) return false
    const complete = peers.filter((peer) => peer.state === 'complete' && peer.reports.size > 0)
    if (complete.length < startupTrials) return false
    const end = lastStep ?? Math.max(...complete.flatMap(({ reports }) => [...reports.keys()]))
    if (step >= end) return false
    const forecast = extrapolate(finiteReports(trial, step), end)
    if (forecast === null) return false
    const bests = complete.map(({ reports }) => bestOf(reports.values(), direction))
    const threshold = bestOf(bests, direction)
    const favour = deviations * forecast.deviation * (direction === 'minimize' ? -1 : 1)
    const value = forecast.mean + favour
    const reached = bestOf(trial.reports.values(), direction)
    if (!isWorse(value, threshold, direction) || !isWorse(reached, threshold, direction)) {
      return false
    }
    const comparedWith = complete.map(({ number }) => number)
    return { pruner: 'curve', step, value, threshold, forecast: forecast.mean, comparedWith }
  },
})

function finiteReports({ reports }: Trial, step: number): (readonly [number, number])[] {
  return [...reports].filter(([at, value]) => at <= step && Number.isFinite(value))
}
