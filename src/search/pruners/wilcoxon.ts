import { z } from 'zod'
import { costSign, isBetter, isWorse } from '../compare/direction.ts'
import { signedRankP } from '../early-stopping/signed-rank.ts'
import { warmupSteps } from '../early-stopping/warmup.ts'
import { definePruner } from '../pruner.ts'
import type { Trial } from '../trial.ts'

/**
 * Wilcoxon pruning, for trials whose steps are parts of the objective (folds, problem instances) and whose value
 * is their mean: stops a trial that is significantly worse than the best complete one on the steps that both
 * reported. A pair with NaN is left out; a trial whose mean is not worse continues.
 *
 * @see Optuna's WilcoxonPruner; Wilcoxon 1945
 */
export const wilcoxon = definePruner({
  summary: 'Stops trials that are significantly worse over folds or problem instances',
  endsWhen:
    'it is worse than the best trial over the same folds or instances, at this `significance`',
  source: 'Wilcoxon 1945',
  details: { p: 'the p-value' },
  options: z.strictObject({
    significance: z
      .number()
      .gt(0)
      .max(1)
      .default(0.1)
      .describe('p-value below which a trial is stopped'),
    startupSteps: z.int().min(1).default(2).describe('steps in common before any pruning'),
    warmupSteps,
  }),
  usesPeers: true,
  judge({ trial, step, peers, direction }, { significance, startupSteps, warmupSteps }) {
    if (step <= warmupSteps) return false
    const best = bestComplete(peers, (one, other) => isBetter(one, other, direction))
    if (best === null) return false
    const pairs = [...trial.reports].flatMap(([at, value]) => {
      const other = best.reports.get(at) ?? Number.NaN
      return Number.isNaN(value) || Number.isNaN(other) ? [] : { value, other }
    })
    if (pairs.length < startupSteps) return false
    const value = mean(pairs.map((pair) => pair.value))
    const threshold = mean(pairs.map((pair) => pair.other))
    if (!isWorse(value, threshold, direction)) return false
    const sign = costSign(direction)
    const p = signedRankP(pairs.map((pair) => sign * (pair.value - pair.other)))
    if (p >= significance) return false
    return { pruner: 'wilcoxon', step, value, threshold, p, comparedWith: [best.number] }
  },
})

/** Compares trials by value; if the value is unknown, by the mean of the reports. */
function bestComplete(
  peers: readonly Trial[],
  wins: (one: number, other: number) => boolean,
): Trial | null {
  let best: { trial: Trial; value: number } | null = null
  for (const trial of peers) {
    if (trial.state !== 'complete') continue
    const value = trial.values?.[0] ?? mean([...trial.reports.values()])
    if (!Number.isNaN(value) && (best === null || wins(value, best.value))) best = { trial, value }
  }
  return best?.trial ?? null
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
