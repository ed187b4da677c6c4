/**
 * Percentile stopping: prunes a trial whose best value so far is worse than a percentile of the values that
 * completed trials had at the same step. `median` is the 50th.
 *
 * Departs from the source: compares values at the step, not running averages. A peer without a report
 * at the step counts with its last report before, so a peer that ended early still counts.
 *
 * @see Golovin et al. 2017, "Google Vizier", KDD, §3.2.2
 */
import { z } from 'zod'
import { bestFirst, bestOf, isWorse } from '../compare/direction.ts'
import { findMargin, margin, marginDetails, withMargin } from '../early-stopping/margin.ts'
import { reportsBy } from '../early-stopping/reports-by.ts'
import { warmupSteps } from '../early-stopping/warmup.ts'
import { quantile } from '../math/quantile.ts'
import { definePruner, type PruneContext, type Verdict } from '../pruner.ts'
import type { Trial } from '../trial.ts'

/** Options shared with `median`. */
export const startup = {
  startupTrials: z
    .int()
    .min(0)
    .default(5)
    .describe('completed trials to compare with before any pruning'),
  margin,
  warmupSteps,
}

export const percentile = definePruner({
  summary: 'Stops trials outside the best percentile at their step',
  endsWhen:
    'its best value so far is outside of the best `percentile` of the values of complete trials at that step',
  source: 'Golovin et al. 2017',
  details: marginDetails,
  options: z.strictObject({
    percentile: z.number().gt(0).lt(100).default(25).describe('share of trials in % that continue'),
    ...startup,
  }),
  usesPeers: true,
  judge: (context, options) => stopBelow(context, { pruner: 'percentile', ...options }),
})

interface Rule {
  pruner: string
  percentile: number
  startupTrials: number
  margin: number | null
  warmupSteps: number
}

/** Judges a trial by a percentile counted from the best. */
export function stopBelow(
  context: PruneContext,
  { pruner, percentile, startupTrials, margin: given, warmupSteps }: Rule,
): Verdict {
  const { trial, step, peers, direction } = context
  if (step <= warmupSteps) return false
  const completed = peers.filter((peer) => peer.state === 'complete')
  const compared = completed.flatMap((peer) => {
    const value = lastReportBy(peer, step)
    return value === undefined ? [] : { peer, value }
  })
  if (compared.length < Math.max(1, startupTrials)) return false
  const sorted = compared.map((one) => one.value).sort(bestFirst(direction))
  const threshold = quantile(sorted, percentile / 100)
  const value = bestOf(reportsBy(trial, step), direction)
  if (!isWorse(value, threshold, direction)) return false
  const rivals = compared.map(({ peer }) => peer)
  const margin = findMargin(context, { value, compared: rivals, given })
  return {
    pruner,
    step,
    value,
    threshold,
    ...withMargin(margin, { value, threshold }),
    comparedWith: rivals.map(({ number }) => number),
  }
}

function lastReportBy({ reports }: Trial, step: number): number | undefined {
  let last = -1
  for (const at of reports.keys()) if (at <= step && at > last) last = at
  return reports.get(last)
}
