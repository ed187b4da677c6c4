/** The phases after a study's search, and its final model. All run under the study's lock. */
import type { Sql } from '../../client.ts'
import type { StopReason, StudyPhase } from '../../rows.ts'

/** Begins a phase; a study that had ended runs again. */
export async function setPhase(
  sql: Sql,
  studyId: string,
  { phase, round, stopReason }: { phase: StudyPhase; round: object; stopReason?: StopReason },
): Promise<void> {
  // SQL: under the study's lock, by the server's clock
  await sql.query(
    `UPDATE study SET phase = $2, finalists = $3, stop_reason = coalesce($4, stop_reason),
       state = 'running', ended_at = NULL, resumed_at = coalesce(resumed_at, now())
     WHERE id = $1`,
    [studyId, phase, JSON.stringify(round), stopReason ?? null],
  )
}

/** Null before the first round. */
export async function readRound(sql: Sql, studyId: string): Promise<unknown> {
  // SQL: in the transaction of the study's lock, or for an answer
  const { rows } = await sql.query<{ round: unknown }>(
    'SELECT finalists AS round FROM study WHERE id = $1',
    [studyId],
  )
  return rows[0]?.round ?? null
}

/** Updates the round with what was found. */
export async function writeRound(sql: Sql, studyId: string, round: object): Promise<void> {
  // SQL: in the transaction of the study's lock
  await sql.query('UPDATE study SET finalists = $2 WHERE id = $1', [studyId, JSON.stringify(round)])
}

export interface FinalModel {
  type: 'trial' | 'refit' | 'blend'
  members: { trial: number; weight: number }[] // weights sum to 1
  /** Of all members, in place of their own, see engine/calibration/; absent: their own. */
  calibration?: { deviation: number; interval: number } | undefined
}

/** Metrics of the final model on the test rows; null until they are known. */
export async function readStudyTest(sql: Sql, studyId: string): Promise<unknown> {
  // SQL: one column, as beside it
  const { rows } = await sql.query<{ test: unknown }>('SELECT test FROM study WHERE id = $1', [
    studyId,
  ])
  return rows[0]?.test ?? null
}

/** Writes nothing if the study has got another model meanwhile. */
export async function writeStudyTest(
  sql: Sql,
  studyId: string,
  { model, test }: { model: FinalModel; test: object },
): Promise<void> {
  // SQL: compares the model in the statement itself
  await sql.query('UPDATE study SET test = $3 WHERE id = $1 AND model = $2::jsonb', [
    studyId,
    JSON.stringify(model),
    JSON.stringify(test),
  ])
}

/** Sets the final model, and deletes the models of copies before the round that are no part of it. */
export async function setFinalModel(
  sql: Sql,
  studyId: string,
  { model, roundFrom }: { model: FinalModel; roundFrom: number },
): Promise<void> {
  // SQL: in the transaction of the study's lock; the test result belongs to the model before
  await sql.query('UPDATE study SET model = $2, test = NULL WHERE id = $1', [
    studyId,
    JSON.stringify(model),
  ])
  await sql.query(
    `DELETE FROM blob b USING trial t
     WHERE t.study_id = $1 AND t.copy_of IS NOT NULL AND t.number < $2 AND t.number <> ALL ($3)
       AND b.id = 'model/' || t.study_id || '/' || t.number`,
    [studyId, roundFrom, model.members.map(({ trial }) => trial)],
  )
}
