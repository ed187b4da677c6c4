/** Which trials the pruner stopped, by which rule, and what stopping cost. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { countStops, readStopped } from '../../db/tables/studies/pruning-audit.ts'
import { queryNumber } from '../../query-number.ts'
import { TrialState } from '../../search/trial.ts'
import { PruningAudit, pruningAudit } from '../pruning/pruning-audit.ts'
import type { AnalysedStudy } from './analysed-study.ts'
import { defineAnalysis } from './analysis.ts'
import { completeTrials, count, trialNumber, version } from './answer-fields.ts'
import { whole } from './query-fields.ts'

const PruningAnswer = z
  .strictObject({
    version,
    trials: completeTrials,
    pruner: z.string().describe('type of the pruner'),
    pruned: count.describe('number of pruned trials'),
    audit: PruningAudit.nullable().describe('null if the pruner has no `audit` share'),
    stops: z
      .array(
        z.strictObject({
          pruner: z.string().describe('rule that decided'),
          step: z.int().describe('step (epoch) at which it decided'),
          stopped: count,
          audited: count.describe('continued although the rule would have stopped them'),
        }),
      )
      .describe('by rule and step, ascending by step; at most 500'),
    items: z
      .array(
        z.strictObject({
          number: trialNumber,
          state: TrialState,
          pruner: z.string(),
          step: z.int(),
          value: z.number().nullable().describe('of the trial at the step; null: not finite'),
          threshold: z.number().nullable().describe('the value that it had to reach'),
          compared: count.describe('number of trials that it was compared with'),
          isAudited: z.boolean(),
          final: z.number().nullable().describe('value of an audited trial that is complete'),
        }),
      )
      .describe('trials that the rule stopped or would have stopped, newest first'),
    itemsLeftOut: count,
  })
  .meta({ id: 'Pruning' })
type PruningAnswer = z.infer<typeof PruningAnswer>

export const pruning = defineAnalysis({
  summary: 'Get which trials were pruned, by which rule, and what it cost',
  description:
    'Stops by rule and step; the newest stopped trials with their value, the threshold and the number of trials that they were compared with; with an `audit` share, how often and how much pruning erred.',
  changesWith: 'events',
  query: z.strictObject({
    limit: queryNumber(whole.min(1).max(1_000).default(500)).describe('maximum number of items'),
  }),
  example: () => ({ limit: '2' }),
  answer: PruningAnswer,
  read: readPruning,
})

async function readPruning(
  sql: Sql,
  study: AnalysedStudy,
  { limit }: { limit: number },
): Promise<PruningAnswer> {
  const [audit, { stops, total }, items] = await Promise.all([
    pruningAudit(sql, study.id),
    countStops(sql, study.id, 500),
    readStopped(sql, study.id, limit),
  ])
  return {
    version: study.version,
    trials: study.trials,
    pruner: study.pruner,
    pruned: study.counts.pruned,
    audit,
    stops,
    items,
    itemsLeftOut: Math.max(0, total - items.length),
  }
}
