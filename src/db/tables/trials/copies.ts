/** Copies of a search's trials: finalists and refits. */
import type { Sql } from '../../client.ts'
import type { TrialFields } from '../../rows.ts'

/** A complete trial of the search that may be trained again. */
export type Candidate = Pick<
  TrialFields,
  'number' | 'params' | 'spec' | 'shape' | 'lastStep' | 'reason' | 'durationMs'
> & {
  value: number
  step: number | null
}

const candidate =
  'number, params, spec, shape, value, step, last_step AS "lastStep", reason, duration_ms AS "durationMs"'

/** The `limit` best trials of the search that violate no constraint, best first. */
export async function readCandidates(
  sql: Sql,
  studyId: string,
  limit: number,
): Promise<Candidate[]> {
  // SQL: in the transaction of the study's lock
  const { rows } = await sql.query<Candidate>(
    `SELECT ${candidate} FROM trial
     WHERE study_id = $1 AND state = 'complete' AND copy_of IS NULL AND rank_value < 'infinity'
     ORDER BY rank_value, tie_value, number LIMIT $2`,
    [studyId, limit],
  )
  return rows
}

/** A complete trial of the search. */
export async function readCandidate(sql: Sql, studyId: string, number: number): Promise<Candidate> {
  // SQL: in the transaction of the study's lock
  const { rows } = await sql.query<Candidate>(
    `SELECT ${candidate} FROM trial WHERE study_id = $1 AND number = $2`,
    [studyId, number],
  )
  if (!rows[0]) throw new Error(`study ${studyId} has no trial ${number}`)
  return rows[0]
}

/** Seconds that the trials of the search trained, one by one: those of trials that trained at the same time add up. */
export async function readTrainedSeconds(sql: Sql, studyId: string): Promise<number> {
  // SQL: adds up in the database
  const { rows } = await sql.query<{ seconds: number }>(
    `SELECT coalesce(sum(duration_ms), 0) / 1000 AS seconds FROM trial WHERE study_id = $1 AND copy_of IS NULL`,
    [studyId],
  )
  return rows[0]!.seconds
}

/** Of an epoch of the search's ended trials, the longest; null before the first. */
export async function readLongestEpoch(sql: Sql, studyId: string): Promise<number | null> {
  // SQL: compares in the database
  const { rows } = await sql.query<{ seconds: number | null }>(
    `SELECT max(duration_ms / last_step) / 1000 AS seconds FROM trial
     WHERE study_id = $1 AND copy_of IS NULL AND last_step > 0`,
    [studyId],
  )
  return rows[0]!.seconds
}

export type Copy = Pick<
  TrialFields,
  'number' | 'state' | 'value' | 'step' | 'lastStep' | 'reason' | 'durationMs'
> & {
  source: 'finalist' | 'refit'
  copyOf: number
  seed: number
  splitSeed: number | null
}

/** @param from  number of the first copy to read */
export async function readCopies(sql: Sql, studyId: string, from: number): Promise<Copy[]> {
  // SQL: in the transaction of the study's lock, or for an answer
  const { rows } = await sql.query<Copy>(
    `SELECT number, state, value, step, last_step AS "lastStep", reason, duration_ms AS "durationMs", source,
       copy_of AS "copyOf", seed, split_seed AS "splitSeed"
     FROM trial WHERE study_id = $1 AND copy_of IS NOT NULL AND number >= $2 ORDER BY number`,
    [studyId, from],
  )
  return rows
}
