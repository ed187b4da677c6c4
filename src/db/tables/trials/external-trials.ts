/** Trials of external studies, for ask, report and tell. */
import type { Direction } from '../../../search/compare/direction.ts'
import type { Params } from '../../../search/space/params.ts'
import type { TrialState } from '../../../search/trial.ts'
import type { Sql } from '../../client.ts'

/** An open trial of an external study. */
export interface OpenExternalTrial {
  number: number
  fencing: number
  state: 'waiting' | 'running'
  owner: string | null
  isExpired: boolean // its lease has expired
  params: Params | null // only for trials of `owners`
  spec: unknown
}

/** All open trials, oldest first; params and specs only for running trials of `owners`. */
export async function readOpenTrials(
  sql: Sql,
  studyId: string,
  owners: readonly string[],
): Promise<OpenExternalTrial[]> {
  // SQL: a hot read, in the transaction of the study's lock
  const { rows } = await sql.query<OpenExternalTrial>({
    name: 'open external trials',
    text: `SELECT number, fencing::int AS fencing, state, lease_owner AS owner,
       state = 'running' AND lease_expires_at < now() AS "isExpired",
       CASE WHEN is_own THEN params END AS params, CASE WHEN is_own THEN spec END AS spec
     FROM trial, LATERAL (SELECT state = 'running' AND lease_owner = ANY($2) AS is_own) AS asked
     WHERE study_id = $1 AND state IN ('waiting', 'running') ORDER BY number`,
    values: [studyId, owners],
  })
  return rows
}

/** A trial about which a client reports. */
export interface ExternalTrial {
  number: number
  fencing: number
  state: TrialState
  owner: string | null
  attempt: number
  values: number[]
  violations: number[] | null
  value: number | null // best reported value, at `step`
  step: number | null
  lastStep: number | null
  elapsedMs: number // since it was claimed
}

export async function readExternalTrials(
  sql: Sql,
  studyId: string,
  numbers: readonly number[],
): Promise<Map<number, ExternalTrial>> {
  // SQL: a hot read, in the transaction of the study's lock
  const { rows } = await sql.query<ExternalTrial>({
    name: 'external trials',
    text: `SELECT number, fencing::int AS fencing, state, lease_owner AS owner, attempt, values, violations, value, step,
       last_step AS "lastStep", coalesce(extract(epoch FROM now() - started_at)::float8 * 1000, 0) AS "elapsedMs"
     FROM trial WHERE study_id = $1 AND number = ANY($2)`,
    values: [studyId, numbers],
  })
  return new Map(rows.map((row) => [row.number, row]))
}

export interface NewReport {
  number: number
  fencing: number
  step: number // from 1
  value: number | null // value of the first objective; null if it is not finite
  values: readonly number[] | null // values of all objectives, if there are several
}

/**
 * Stores reports of running trials and renews their leases.
 *
 * @param reports  at most one per trial and step; replaces an earlier report of the same step
 */
export async function writeReports(
  sql: Sql,
  studyId: string,
  { reports, leaseMs }: { reports: readonly NewReport[]; leaseMs: number },
): Promise<void> {
  // SQL: fenced, many reports in one statement
  await sql.query({
    name: 'write reports',
    text: `WITH told AS (
       SELECT * FROM jsonb_to_recordset($2::jsonb)
         AS r(number int, fencing bigint, step int, value float8, values float8[])),
     held AS (
       SELECT t.study_id, t.number, t.fencing FROM trial t
       WHERE t.study_id = $1 AND (t.number, t.fencing) IN (SELECT number, fencing FROM told) AND t.state = 'running'
       ORDER BY t.number FOR UPDATE OF t),
     written AS (
       INSERT INTO epoch_metric (study_id, number, step, value, values)
       SELECT $1, r.number, r.step, r.value, r.values FROM told r JOIN held USING (number, fencing)
       ON CONFLICT (study_id, number, step) DO UPDATE SET value = excluded.value, values = excluded.values)
     UPDATE trial t SET lease_expires_at = now() + $3 * interval '1 ms',
       last_step = greatest(t.last_step, (SELECT max(step) FROM told WHERE told.number = t.number))
     FROM held WHERE t.study_id = held.study_id AND t.number = held.number`,
    values: [studyId, JSON.stringify(reports), leaseMs],
  })
}

/** Recomputes the best report of running trials; the earliest step wins ties. */
export async function writeBest(
  sql: Sql,
  studyId: string,
  { numbers, direction }: { numbers: readonly number[]; direction: Direction },
): Promise<void> {
  const sign = direction === 'minimize' ? 1 : -1
  // SQL: finds the best of many trials in one statement
  await sql.query(
    `UPDATE trial t SET value = best.value, step = best.step
     FROM unnest($2::int[]) AS told(number) LEFT JOIN LATERAL (
       SELECT value, step FROM epoch_metric e
       WHERE e.study_id = $1 AND e.number = told.number AND value IS NOT NULL
       ORDER BY $3 * value, step LIMIT 1) AS best ON true
     WHERE t.study_id = $1 AND t.number = told.number AND t.state = 'running'`,
    [studyId, numbers, sign],
  )
}

/** Renews the leases of trials that clients hold. */
export async function extendLeases(
  sql: Sql,
  studyId: string,
  numbers: readonly number[],
  leaseMs: number,
): Promise<void> {
  // SQL: by the server's clock, in the transaction of the study's lock
  await sql.query(
    `UPDATE trial SET lease_expires_at = now() + $3 * interval '1 ms'
     WHERE study_id = $1 AND number = ANY($2) AND state = 'running'`,
    [studyId, numbers, leaseMs],
  )
}
