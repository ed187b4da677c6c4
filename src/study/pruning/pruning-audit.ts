/** What pruning has cost a study, measured on the trials that went on although the pruner would have stopped them. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { readPruningAudit } from '../../db/tables/studies/pruning-audit.ts'

const count = z.int().min(0)

/** Its rate is null while no audited trial is complete, and so is its regret, which is 0 where no such trial is better. */
export const PruningAudit = z.strictObject({
  share: z.number().describe('of the trials that is drawn'),
  audited: count.describe('drawn trials that went on where the pruner would have stopped them'),
  complete: count.describe('of them'),
  falsePruned: count.describe('of these, better than the median of those that were let through'),
  falsePruneRate: z.number().nullable(),
  regret: z
    .number()
    .nullable()
    .describe('how much better the best of them is than the best that was let through'),
})
export type PruningAudit = z.infer<typeof PruningAudit>

/** Null where nothing is audited. */
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
