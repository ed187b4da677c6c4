/** What workers train at the moment. */
import type { Sql } from '../client.ts'

export interface TrainingNow {
  worker: string
  studyId: string
  study: string // its name
  number: number
  shape: string | null // trials of one shape may be lanes of one group
  lastStep: number | null
  epochs: number | null // planned
  startedAt: Date | null
}

/** Of each worker the running trials that it holds, at most `most` of them, in their order. */
export async function readTrainingNow(
  sql: Sql,
  workers: readonly string[],
  most: number,
): Promise<TrainingNow[]> {
  // SQL: by the partial index of open trials, with the names of their studies
  const { rows } = await sql.query<TrainingNow>(
    `SELECT worker, "studyId", study, number, shape, "lastStep", epochs, "startedAt" FROM (
       SELECT t.lease_owner AS worker, t.study_id AS "studyId", s.name AS study, t.number, t.shape,
              t.last_step AS "lastStep", (t.spec ->> 'epochs')::float8::int AS epochs, t.started_at AS "startedAt",
              row_number() OVER (PARTITION BY t.lease_owner ORDER BY t.started_at, t.study_id, t.number) AS place
       FROM trial t JOIN study s ON s.id = t.study_id
       WHERE t.state = 'running' AND t.lease_owner = ANY($1) AND s.dataset_id IS NOT NULL) AS held
     WHERE place <= $2 ORDER BY worker, place`,
    [workers, most],
  )
  return rows
}
