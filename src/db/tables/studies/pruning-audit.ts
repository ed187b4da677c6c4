/** What pruning has cost a study, counted over its trials. */
import type { Sql } from '../../client.ts'

export interface AuditRow {
  share: number // of the trials that is drawn
  audited: number // drawn trials that went on where the pruner would have stopped them
  complete: number // of them
  falsePruned: number // of these, better than the median of those that were let through
  regret: number | null // by how much the best of them is better than the best that was let through
}

/** Null where nothing is audited. */
export async function readPruningAudit(sql: Sql, studyId: string): Promise<AuditRow | null> {
  // SQL: one pass over the trials, which stay in the database; Prisma has no percentiles
  const { rows } = await sql.query<AuditRow>(
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
  return rows[0] ?? null
}
