/** Cost of pruning in a study, counted over its trials. */
import type { TrialState } from '../../../search/trial.ts'
import type { Sql } from '../../client.ts'

export interface AuditRow {
  share: number // share of trials that are selected for an audit
  audited: number // selected trials that continued although the pruner would have stopped them
  complete: number // audited trials that are complete
  falsePruned: number // complete audited trials better than the median of the trials that the pruner did not stop
  regret: number | null // how much the best audited trial improves on the best trial that the pruner did not stop
}

/** Null if the study has no audits. */
export async function readPruningAudit(sql: Sql, studyId: string): Promise<AuditRow | null> {
  // SQL: by two indexes, without reading a trial; Prisma has no percentiles
  const { rows } = await sql.query<AuditRow>(
    `WITH audited AS MATERIALIZED (
       SELECT t.number, t.state, t.rank_value
       FROM trial t WHERE t.study_id = $1 AND t.copy_of IS NULL AND t.provenance->'stop'->>'isAudited' = 'true'),
     let_through AS (
       SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY t.rank_value) AS median, min(t.rank_value) AS best
       FROM trial t WHERE t.study_id = $1 AND t.state = 'complete' AND t.copy_of IS NULL
         AND t.number NOT IN (SELECT number FROM audited)),
     counted AS (
       SELECT count(*)::int AS audited, count(*) FILTER (WHERE a.state = 'complete')::int AS complete,
         count(*) FILTER (WHERE a.state = 'complete' AND a.rank_value < l.median)::int AS "falsePruned",
         CASE WHEN min(l.best) IS NOT NULL THEN greatest(0,
           min(l.best) - min(a.rank_value) FILTER (WHERE a.state = 'complete')) END AS regret
       FROM audited a CROSS JOIN let_through l)
     SELECT (s.spec->'pruner'->>'audit')::float8 AS share, counted.*
     FROM study s CROSS JOIN counted WHERE s.id = $1 AND (s.spec->'pruner'->>'audit')::float8 > 0`,
    [studyId],
  )
  return rows[0] ?? null
}

/** A trial of the search that the pruner stopped, or would have stopped. */
const isStopped = `t.study_id = $1 AND t.copy_of IS NULL AND t.provenance ? 'stop'`

export interface StopCount {
  pruner: string
  step: number
  stopped: number
  audited: number
}

/** Counts stops by rule and step; `total` also counts those beyond the limit. */
export async function countStops(
  sql: Sql,
  studyId: string,
  limit: number,
): Promise<{ stops: StopCount[]; total: number }> {
  // SQL: groups by values inside of JSON
  const { rows } = await sql.query<StopCount>(
    `SELECT pruner, step, count(*) FILTER (WHERE NOT is_audited)::int AS stopped,
       count(*) FILTER (WHERE is_audited)::int AS audited
     FROM (SELECT t.provenance->'stop'->>'pruner' AS pruner, (t.provenance->'stop'->>'step')::int AS step,
             coalesce(t.provenance->'stop'->>'isAudited' = 'true', false) AS is_audited
           FROM trial t WHERE ${isStopped}) AS stops
     GROUP BY step, pruner ORDER BY step, pruner`,
    [studyId],
  )
  const total = rows.reduce((sum, { stopped, audited }) => sum + stopped + audited, 0)
  return { stops: rows.slice(0, limit), total }
}

export interface StoppedTrial {
  number: number
  state: TrialState
  pruner: string
  step: number
  value: number | null
  threshold: number | null
  compared: number
  isAudited: boolean
  final: number | null
}

/** Newest first. */
export async function readStopped(
  sql: Sql,
  studyId: string,
  limit: number,
): Promise<StoppedTrial[]> {
  // SQL: numbers inside of JSON; NaN and infinity are null in it
  const { rows } = await sql.query<StoppedTrial>(
    `SELECT t.number, t.state, stop->>'pruner' AS pruner, (stop->>'step')::int AS step,
       (stop->>'value')::float8 AS value, (stop->>'threshold')::float8 AS threshold,
       coalesce((stop->>'compared')::int, 0) AS compared, coalesce(stop->>'isAudited' = 'true', false) AS "isAudited",
       CASE WHEN t.state = 'complete' THEN t.value END AS final
     FROM (SELECT t.number, t.state, t.value, t.provenance->'stop' AS stop FROM trial t
           WHERE ${isStopped} ORDER BY t.number DESC LIMIT $2) AS t
     ORDER BY t.number DESC`,
    [studyId, limit],
  )
  return rows
}
