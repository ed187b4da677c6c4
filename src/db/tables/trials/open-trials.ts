/** Trials that wait or run, as those who form groups of them see them. */
import type { Sql } from '../../client.ts'
import type { TrialFields } from '../../rows.ts'

export interface OpenTrial {
  number: number
  fencing: number
  attempt: number // above 0 also for one that found too little memory: it trains alone
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

/** Each shape that trains once. */
export async function readRunningShapes(sql: Sql, studyId: string): Promise<(string | null)[]> {
  // SQL: in the transaction of the study's lock
  const { rows } = await sql.query<{ shape: string | null }>(
    `SELECT DISTINCT shape FROM trial WHERE study_id = $1 AND state = 'running'`,
    [studyId],
  )
  return rows.map(({ shape }) => shape)
}

/** Null: there is no such trial. */
export async function readTrialState(
  sql: Sql,
  studyId: string,
  number: number,
): Promise<Pick<TrialFields, 'state'> | null> {
  // SQL: read in the transaction of the study's lock
  const { rows } = await sql.query<Pick<TrialFields, 'state'>>(
    'SELECT state FROM trial WHERE study_id = $1 AND number = $2',
    [studyId, number],
  )
  return rows[0] ?? null
}
