/** What pruning has cost a study, measured on the trials that went on although the pruner would have stopped them. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'

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
  const { rows } = await sql.query<Omit<PruningAudit, 'falsePruneRate'>>(
    `WITH judged AS (
       SELECT t.state, t.rank_value, coalesce(t.provenance->'stop'->>'isAudited' = 'true', false) AS is_audited
       FROM trial t WHERE t.study_id = $1),
     let_through AS (
       SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY rank_value) AS median, min(rank_value) AS best
       FROM judged WHERE state = 'complete' AND NOT is_audited)
     SELECT (s.spec->'pruner'->>'audit')::float8 AS share,
       count(*) FILTER (WHERE j.is_audited)::int AS audited,
       count(*) FILTER (WHERE j.is_audited AND j.state = 'complete')::int AS complete,
       count(*) FILTER (WHERE j.is_audited AND j.state = 'complete' AND j.rank_value < l.median)::int AS "falsePruned",
       CASE WHEN l.best IS NOT NULL
         THEN greatest(0, l.best - min(j.rank_value) FILTER (WHERE j.is_audited AND j.state = 'complete')) END AS regret
     FROM study s CROSS JOIN let_through l LEFT JOIN judged j ON true
     WHERE s.id = $1 AND (s.spec->'pruner'->>'audit')::float8 > 0
     GROUP BY s.spec, l.best`,
    [studyId],
  )
  const row = rows[0]
  if (!row) return null
  const { complete, falsePruned, regret } = row
  return {
    ...row,
    falsePruneRate: complete > 0 ? falsePruned / complete : null,
    regret: complete > 0 ? regret : null,
  }
}
