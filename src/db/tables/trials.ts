/**
 * Trials: insert, claim, release, end. A claim raises the trial's fencing number; every later write names the
 * number that it was given, so a worker that lost its lease cannot write (Kleppmann 2016, "How to do distributed
 * locking": fencing tokens).
 */
import type { Sql } from '../client.ts'

export type TrialState = 'waiting' | 'running' | 'complete' | 'pruned' | 'failed' | 'cancelled'
export type TrialSource = 'suggested' | 'enqueued' | 'imported'

export interface NewTrial {
  number: number
  state: TrialState
  source: TrialSource
  params: unknown
  spec: unknown
  provenance: unknown
  values?: number[] // complete only
  rankValue?: number // complete only
  step?: number
  lastStep?: number // where it is not the step of the value
  reason?: string
  shape?: string | null // of a trial that waits to be trained here
  violations?: readonly number[] // complete only
  /** Running from the start: who has it, and how long without a word. */
  claim?: { owner: string; leaseMs: number }
}

/** One claim of one trial. */
export interface Lease {
  studyId: string
  number: number
  fencing: number
}

/** Names a lease in maps and messages. */
export function leaseKey(lease: Lease): string {
  return `${lease.studyId}/${lease.number}/${lease.fencing}`
}

export interface ClaimedTrial extends Lease {
  params: Record<string, unknown>
  spec: unknown
  attempt: number // from 1
  lastStep: number | null // epochs that an earlier attempt wrote
  step: number | null // of `value`
  value: number | null // its best so far
  parent: number | null // the trial whose checkpoint it goes on from
  outOfMemory: number // times that it was given back because it found too little memory
}

/** How a trial ended. */
export type TrialEnd =
  | {
      state: 'complete'
      values: number[]
      rankValue: number
      step: number | null
      violations?: readonly number[]
      classes?: object | null // counts by class, of the validation rows
    }
  | {
      state: 'pruned' | 'failed' | 'cancelled'
      reason: string
      step: number | null
      value?: number | null // at `step`; without it, the trial keeps the one that it has
    }

export async function insertTrials(sql: Sql, studyId: string, trials: NewTrial[]): Promise<void> {
  if (trials.length === 0) return
  const rows = trials.map(({ rankValue, ...trial }) => ({
    ...trial,
    ...(rankValue === undefined ? {} : { rankValue: String(rankValue) }), // JSON has no infinity
  }))
  await sql.query({
    name: 'insert trials',
    text: `INSERT INTO trial (study_id, number, state, source, params, spec, provenance, values, violations, value,
                        rank_value, step, last_step, reason, shape, ended_at, attempt, fencing, started_at,
                        lease_owner, lease_expires_at)
     SELECT $1, number, state, source, params, spec, provenance, coalesce(values, '{}'), violations, values[1],
            "rankValue"::float8, step, coalesce("lastStep", step), reason, shape,
            CASE WHEN state IN ('waiting', 'running') THEN NULL ELSE now() END,
            (state = 'running')::int, (state = 'running')::int, CASE WHEN state = 'running' THEN now() END,
            claim->>'owner', now() + (claim->>'leaseMs')::float8 * interval '1 ms'
     FROM jsonb_to_recordset($2::jsonb) AS t(number int, state text, source text, params jsonb, spec jsonb,
       provenance jsonb, values float8[], violations float8[], "rankValue" text, step int, "lastStep" int, reason text, shape text,
       claim jsonb)`,
    values: [studyId, JSON.stringify(rows)],
  })
}

/** Claims those of the named trials that still wait; with `numbers` null, the `limit` oldest. */
export async function claimTrials(
  sql: Sql,
  claim: {
    studyId: string
    numbers: number[] | null
    limit: number
    owner: string
    leaseMs: number
    device: string | null
  },
): Promise<ClaimedTrial[]> {
  const { rows } = await sql.query<ClaimedTrial>(
    `WITH free AS (
       SELECT study_id, number FROM trial
       WHERE study_id = $1 AND state = 'waiting' AND ($2::int[] IS NULL OR number = ANY($2))
       ORDER BY number LIMIT $3 FOR UPDATE SKIP LOCKED)
     UPDATE trial t SET state = 'running', lease_owner = $4, lease_expires_at = now() + $5 * interval '1 ms',
       fencing = t.fencing + 1, attempt = t.attempt + 1, device = $6,
       claimed_step = greatest(t.claimed_step, t.last_step),
       started_at = coalesce(t.started_at, now())
     FROM free WHERE t.study_id = free.study_id AND t.number = free.number
     RETURNING t.study_id AS "studyId", t.number, t.fencing::int AS fencing, t.params, t.spec, t.attempt,
               t.last_step AS "lastStep", t.step, t.value, (t.provenance->>'parent')::int AS parent,
               coalesce((t.provenance->>'outOfMemory')::int, 0) AS "outOfMemory"`,
    [claim.studyId, claim.numbers, claim.limit, claim.owner, claim.leaseMs, claim.device],
  )
  return rows.sort((a, b) => a.number - b.number)
}

/** A lease that somebody holds, and whether its trial moves: only then it is renewed. */
export interface HeldLease extends Lease {
  isMoving: boolean
}

/** Renews leases that still hold; says of all that do in which state their studies are. */
export async function renewLeases(
  sql: Sql,
  leases: readonly HeldLease[],
  leaseMs: number,
): Promise<(Lease & { studyState: string })[]> {
  const { rows } = await sql.query<Lease & { studyState: string }>(
    `WITH held AS (
       SELECT t.study_id, t.number, t.fencing, l.is_moving FROM trial t
       JOIN unnest($1::text[], $2::int[], $3::bigint[], $4::boolean[]) AS l(study_id, number, fencing, is_moving)
         ON t.study_id = l.study_id AND t.number = l.number AND t.fencing = l.fencing
       WHERE t.state = 'running' ORDER BY t.study_id, t.number FOR UPDATE OF t),
     renewed AS (
       UPDATE trial t SET lease_expires_at = now() + $5 * interval '1 ms'
       FROM held WHERE t.study_id = held.study_id AND t.number = held.number AND held.is_moving)
     SELECT held.study_id AS "studyId", held.number, held.fencing::int AS fencing, s.state AS "studyState"
     FROM held JOIN study s ON s.id = held.study_id`,
    [...columns(leases), leases.map(({ isMoving }) => isMoving), leaseMs],
  )
  return rows
}

export interface EndedTrial {
  number: number
  fencing: number
  end: TrialEnd
  durationMs: number
}

/** Of the trial `t`: what is stored, also where `last_step` lags behind or was never written. */
const newestStep = `coalesce((SELECT max(e.step) FROM epoch_metric e
  WHERE e.study_id = t.study_id AND e.number = t.number), t.last_step)`

/** Why the trial `t` was to stop is kept of one that did, and of one that went on to be audited. */
const provenanceAtEnd = `CASE WHEN told.state = 'pruned' OR (t.provenance->'stop'->>'isAudited')::boolean
  THEN t.provenance ELSE t.provenance - 'stop' END`

/** Claims of the trial `t` since it last got further than ever; one that does is the first again. */
const attempts = `CASE WHEN ${newestStep} > t.claimed_step THEN 1 ELSE t.attempt END`

/**
 * Ends trials of one study, each once; the caller holds the study's row.
 *
 * @returns the numbers of those whose leases held: nothing was written of the others
 */
export async function endTrials(
  sql: Sql,
  studyId: string,
  ended: readonly EndedTrial[],
): Promise<number[]> {
  const { rows } = await sql.query<{ number: number }>({
    name: 'end trials',
    text: `WITH told AS (
       SELECT * FROM jsonb_to_recordset($2::jsonb) AS e(number int, fencing bigint, state text, values float8[],
         violations float8[], value float8, "rankValue" text, step int, reason text, classes jsonb, "durationMs" float8)),
     held AS (
       SELECT t.study_id, t.number FROM trial t JOIN told USING (number)
       WHERE t.study_id = $1 AND t.fencing = told.fencing AND t.state = 'running'
       ORDER BY t.number FOR UPDATE OF t)
     UPDATE trial t SET state = told.state, values = coalesce(told.values, '{}'), violations = told.violations,
       value = coalesce(told.values[1], told.value, t.value), rank_value = told."rankValue"::float8,
       step = coalesce(told.step, t.step), last_step = ${newestStep}, reason = told.reason, classes = told.classes,
       ended_at = now(), provenance = ${provenanceAtEnd},
       duration_ms = coalesce(t.duration_ms, 0) + told."durationMs", lease_expires_at = NULL
     FROM held JOIN told USING (number) WHERE t.study_id = held.study_id AND t.number = held.number
     RETURNING t.number`,
    values: [
      studyId,
      JSON.stringify(
        ended.map(({ end, ...trial }) =>
          end.state === 'complete'
            ? { ...trial, ...end, rankValue: String(end.rankValue) }
            : { ...trial, ...end },
        ),
      ),
    ],
  })
  return rows.map(({ number }) => number)
}

export type Release = { durationMs: number } & (
  | { isVoluntary: true; isOutOfMemory?: boolean }
  | { isVoluntary: false; maxAttempts: number; reason: string }
)

/**
 * Gives a trial back unfinished, to be resumed. A drain, a pause or a fault of the machine does not use up an attempt; a trainer that died
 * does, and the last attempt without progress fails with `reason`.
 */
export async function releaseTrial(sql: Sql, lease: Lease, release: Release): Promise<boolean> {
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
 * Takes up what a dead worker left: trials whose lease ran out wait again, or fail with reason `worker-lost`
 * when `maxAttempts` in a row brought no progress.
 */
export async function expireLeases(
  sql: Sql,
  { studyId, maxAttempts }: { studyId: string; maxAttempts: number },
): Promise<number> {
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

/** Writes why running trials are, or would have been, stopped; the first reason stays. */
export async function writeStops(
  sql: Sql,
  studyId: string,
  stops: readonly { number: number; stop: object }[],
): Promise<void> {
  await sql.query(
    `UPDATE trial t SET provenance = t.provenance || jsonb_build_object('stop', told.stop)
     FROM jsonb_to_recordset($2::jsonb) AS told(number int, stop jsonb)
     WHERE t.study_id = $1 AND t.number = told.number AND t.state = 'running' AND NOT t.provenance ? 'stop'`,
    [studyId, JSON.stringify(stops)],
  )
}

/** Cancels open trials; a worker that trains one finds its lease gone. */
export async function cancelTrials(
  sql: Sql,
  cancel: { studyId: string; numbers: number[] | null; states: TrialState[]; reason: string },
): Promise<number[]> {
  const { rows } = await sql.query<{ number: number }>(
    `WITH chosen AS (
       SELECT study_id, number FROM trial
       WHERE study_id = $1 AND ($2::int[] IS NULL OR number = ANY($2)) AND state = ANY($3)
       ORDER BY number FOR UPDATE)
     UPDATE trial t SET state = 'cancelled', reason = $4, ended_at = now(), fencing = fencing + 1,
       last_step = ${newestStep}, lease_expires_at = NULL
     FROM chosen WHERE t.study_id = chosen.study_id AND t.number = chosen.number
     RETURNING t.number`,
    [cancel.studyId, cancel.numbers, cancel.states, cancel.reason],
  )
  return rows.map((row) => row.number)
}

export interface OpenTrial {
  number: number
  fencing: number
  attempt: number // above 0 also for one that found too little memory: it trains alone
  shape: string | null
}

export async function waitingTrials(sql: Sql, studyId: string): Promise<OpenTrial[]> {
  const { rows } = await sql.query<OpenTrial>(
    `SELECT number, fencing::int AS fencing, greatest(attempt, (provenance->>'outOfMemory')::int) AS attempt, shape
     FROM trial WHERE study_id = $1 AND state = 'waiting' ORDER BY number`,
    [studyId],
  )
  return rows
}

/** Each shape that trains once. */
export async function runningShapes(sql: Sql, studyId: string): Promise<(string | null)[]> {
  const { rows } = await sql.query<{ shape: string | null }>(
    `SELECT DISTINCT shape FROM trial WHERE study_id = $1 AND state = 'running'`,
    [studyId],
  )
  return rows.map(({ shape }) => shape)
}

/** What samplers see of a trial. */
export interface HistoryRow {
  number: number
  state: TrialState
  params: Record<string, unknown>
  values: number[]
  violations: number[] | null
  auditedFrom: number | null // the step at which its pruner would have stopped it
}

/** @param numbers  of the trials to be read, null for all */
export async function readHistory(
  sql: Sql,
  studyId: string,
  numbers: readonly number[] | null,
): Promise<HistoryRow[]> {
  const { rows } = await sql.query<HistoryRow>({
    name: numbers ? 'history of some' : 'history',
    text: `SELECT number, state, params, values, violations,
       CASE WHEN (provenance->'stop'->>'isAudited')::boolean THEN (provenance->'stop'->>'step')::int END AS "auditedFrom"
     FROM trial WHERE study_id = $1 ${numbers ? 'AND number = ANY($2)' : ''} ORDER BY number`,
    values: numbers ? [studyId, numbers] : [studyId],
  })
  return rows
}

/** Parallel arrays for `unnest`. */
function columns(leases: readonly Lease[]): [string[], number[], number[]] {
  return [
    leases.map((lease) => lease.studyId),
    leases.map((lease) => lease.number),
    leases.map((lease) => lease.fencing),
  ]
}
