/** Cost of pruning, measured on audited trials: those that continued although the pruner would have stopped them. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { readPruningAudit } from '../../db/tables/studies/pruning-audit.ts'

const count = z.int().min(0)

/** Rate and regret are null while no audited trial is complete; the regret is 0 if no audited trial is better. */
export const PruningAudit = z.strictObject({
  share: z.number().describe('share of trials that are selected for an audit'),
  audited: count.describe(
    'audited trials: selected trials that continued although the pruner would have stopped them',
  ),
  complete: count.describe('number of audited trials that are complete'),
  falsePruned: count.describe(
    'complete audited trials better than the median of the trials that the pruner did not stop',
  ),
  falsePruneRate: z.number().nullable(),
  regret: z
    .number()
    .nullable()
    .describe(
      'how much the best audited trial improves on the best trial that the pruner did not stop',
    ),
})
export type PruningAudit = z.infer<typeof PruningAudit>

/** Null if the study has no audits. */
export async function pruningAudit(sql: Sql, studyId: string): Promise<PruningAudit | null> {
  const row = await readPruningAudit(sql, studyId)
  if (!row) return null
  const { complete, falsePruned, regret } = row
  return {
    ...row,
    falsePruneRate: complete > 0 ? falsePruned / complete : null,
    regret: complete > 0 ? regret : null,
  }
}
