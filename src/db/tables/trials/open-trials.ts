/** Open trials, for forming groups. */
import type { Sql } from '../../client.ts'
import type { TrialFields } from '../../rows.ts'

export interface OpenTrial {
  number: number
  fencing: number
  attempt: number // also above 0 for a trial that was released for lack of memory: it trains alone
  shape: string | null
}

export async function readWaitingTrials(sql: Sql, studyId: string): Promise<OpenTrial[]> {
  // SQL: in the transaction of the study's lock
  const { rows } = await sql.query<OpenTrial>(
    `SELECT number, fencing::int AS fencing, greatest(attempt, (provenance->>'outOfMemory')::int) AS attempt, shape
     FROM trial WHERE study_id = $1 AND state = 'waiting' ORDER BY number`,
    [studyId],
  )
  return rows
}

/** Number of trials that wait or are running, copies included. */
export async function countOpen(sql: Sql, studyId: string): Promise<number> {
  // SQL: in the transaction of the study's lock
  const { rows } = await sql.query<{ open: number }>(
    `SELECT count(*)::int AS open FROM trial WHERE study_id = $1 AND state IN ('waiting', 'running')`,
    [studyId],
  )
  return rows[0]!.open
}

/** Distinct shapes of running trials. */
export async function readRunningShapes(sql: Sql, studyId: string): Promise<(string | null)[]> {
  // SQL: in the transaction of the study's lock
  const { rows } = await sql.query<{ shape: string | null }>(
    `SELECT DISTINCT shape FROM trial WHERE study_id = $1 AND state = 'running'`,
    [studyId],
  )
  return rows.map(({ shape }) => shape)
}

/** Null if the trial does not exist. */
export async function readTrialState(
  sql: Sql,
  studyId: string,
  number: number,
): Promise<Pick<TrialFields, 'state'> | null> {
  // SQL: runs in the transaction that holds the study's lock
  const { rows } = await sql.query<Pick<TrialFields, 'state'>>(
    'SELECT state FROM trial WHERE study_id = $1 AND number = $2',
    [studyId, number],
  )
  return rows[0] ?? null
}
