/**
 * Leases of running trials: renew, release, expire. A claim increments the fencing number of the trial, and every
 * later write names it, so a worker that lost its lease cannot write (Kleppmann 2016, "How to do distributed locking":
 * fencing tokens).
 */
import type { Sql } from '../../client.ts'
import { activeSeconds } from '../studies/study-row.ts'
import { attempts, newestStep } from './progress-sql.ts'
import { isTargetReached } from './ranking.ts'

/** A claim of a trial. */
export interface Lease {
  studyId: string
  number: number
  fencing: number
}

/** Key of a lease in maps and messages. */
export function leaseKey(lease: Lease): string {
  return `${lease.studyId}/${lease.number}/${lease.fencing}`
}

/** A valid lease, and whether its trial makes progress: only then it is renewed. */
export interface HeldLease extends Lease {
  isMoving: boolean
}

/** A limit of a study at which the trials of its search end with it, or its finalists. */
export type StudyLimit = 'budget.seconds' | 'budget.target' | 'time of the finalists'

/** A renewed lease, and what its holder must know of the study. */
export interface RenewedLease extends Lease {
  studyState: string
  secondsLeft: number | null // until the time of the search, or of its finalists, is used up; null: no limit, as for a refit
  isTargetReached: boolean // by any trial of the search
}

/** Renews valid leases. */
export async function renewLeases(
  sql: Sql,
  leases: readonly HeldLease[],
  leaseMs: number,
): Promise<RenewedLease[]> {
  // SQL: fenced, all leases of a worker by `unnest`
  const { rows } = await sql.query<RenewedLease>(
    `WITH held AS (
       SELECT t.study_id, t.number, t.fencing, t.copy_of, t.source, l.is_moving FROM trial t
       JOIN unnest($1::text[], $2::int[], $3::bigint[], $4::boolean[]) AS l(study_id, number, fencing, is_moving)
         ON t.study_id = l.study_id AND t.number = l.number AND t.fencing = l.fencing
       WHERE t.state = 'running' ORDER BY t.study_id, t.number FOR UPDATE OF t),
     renewed AS (
       UPDATE trial t SET lease_expires_at = now() + $5 * interval '1 ms'
       FROM held WHERE t.study_id = held.study_id AND t.number = held.number AND held.is_moving)
     SELECT held.study_id AS "studyId", held.number, held.fencing::int AS fencing, s.state AS "studyState",
       CASE WHEN held.copy_of IS NULL THEN coalesce(s.search_seconds, s.max_seconds)
         WHEN held.source = 'finalist' THEN (s.finalists->>'until')::float8
       END - ${activeSeconds} AS "secondsLeft",
       held.copy_of IS NULL AND coalesce(${isTargetReached}, false) AS "isTargetReached"
     FROM held JOIN study s ON s.id = held.study_id`,
    [...columns(leases), leases.map(({ isMoving }) => isMoving), leaseMs],
  )
  return rows
}

export type Release = { durationMs: number } & (
  | { isVoluntary: true; isOutOfMemory?: boolean }
  | { isVoluntary: false; maxAttempts: number; reason: string }
)

/**
 * Releases an unfinished trial to be resumed. A drain, a pause or a machine fault does not use up an attempt; a
 * trainer that died does, and the last attempt without progress fails with `reason`.
 */
export async function releaseTrial(sql: Sql, lease: Lease, release: Release): Promise<boolean> {
  // SQL: fenced in the statement itself, where Prisma would look first and write later
  const { rowCount } = await sql.query(
    `UPDATE trial t SET
       state = CASE WHEN ${attempts} >= $5 THEN 'failed' ELSE 'waiting' END,
       reason = CASE WHEN ${attempts} >= $5 THEN $6 ELSE reason END,
       ended_at = CASE WHEN ${attempts} >= $5 THEN now() ELSE NULL END,
       attempt = ${attempts} - $7, lease_owner = NULL, lease_expires_at = NULL, last_step = ${newestStep},
       duration_ms = coalesce(duration_ms, 0) + $4,
       provenance = CASE WHEN $8::boolean THEN provenance || jsonb_build_object('outOfMemory',
         coalesce((provenance->>'outOfMemory')::int, 0) + 1) ELSE provenance END
     WHERE study_id = $1 AND number = $2 AND fencing = $3 AND state = 'running'`,
    [
      lease.studyId,
      lease.number,
      lease.fencing,
      release.durationMs,
      release.isVoluntary ? 2 ** 31 - 1 : release.maxAttempts,
      release.isVoluntary ? null : release.reason,
      release.isVoluntary ? 1 : 0,
      release.isVoluntary && release.isOutOfMemory === true,
    ],
  )
  return rowCount === 1
}

/**
 * Recovers trials with expired leases: they wait again, or fail with reason `worker-lost` after `maxAttempts` attempts
 * in a row without progress.
 */
export async function expireLeases(
  sql: Sql,
  { studyId, maxAttempts }: { studyId: string; maxAttempts: number },
): Promise<number> {
  // SQL: locks its trials in the order of their numbers, by the server's clock
  const { rowCount } = await sql.query(
    `WITH expired AS (
       SELECT study_id, number FROM trial
       WHERE study_id = $1 AND state = 'running' AND lease_expires_at < now() ORDER BY number FOR UPDATE)
     UPDATE trial t SET
       state = CASE WHEN ${attempts} >= $2 THEN 'failed' ELSE 'waiting' END,
       reason = CASE WHEN ${attempts} >= $2 THEN 'worker-lost' ELSE reason END,
       ended_at = CASE WHEN ${attempts} >= $2 THEN now() ELSE NULL END,
       attempt = ${attempts}, last_step = ${newestStep}, fencing = fencing + 1, lease_owner = NULL, lease_expires_at = NULL
     FROM expired WHERE t.study_id = expired.study_id AND t.number = expired.number`,
    [studyId, maxAttempts],
  )
  return rowCount ?? 0
}

/** Parallel arrays for `unnest`. */
function columns(leases: readonly Lease[]): [string[], number[], number[]] {
  return [
    leases.map((lease) => lease.studyId),
    leases.map((lease) => lease.number),
    leases.map((lease) => lease.fencing),
  ]
}
