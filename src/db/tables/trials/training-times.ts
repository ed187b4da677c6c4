/** Durations of trials, with what they trained. */
import type { Sql } from '../../client.ts'

export interface TrainingTime {
  spec: unknown
  epochs: number
  durationMs: number
  summary: unknown // summary of the dataset
  study: string // specification of the study, as JSON
}

/** Some complete trials of each of the newest studies with a dataset. */
export async function readTrainingTimes(sql: Sql): Promise<TrainingTime[]> {
  // SQL: LATERAL reads ten rows per study by index; Prisma would read all complete trials
  const { rows } = await sql.query<TrainingTime>(
    `SELECT t.spec, t.last_step AS epochs, t.duration_ms AS "durationMs", d.summary, s.spec::text AS study
     FROM (SELECT * FROM study WHERE dataset_id IS NOT NULL ORDER BY id DESC LIMIT 20) s
     JOIN dataset d ON d.id = s.dataset_id
     CROSS JOIN LATERAL (
       SELECT * FROM trial
       WHERE study_id = s.id AND state = 'complete' AND copy_of IS NULL AND duration_ms > 0 AND last_step > 0
       ORDER BY rank_value, tie_value, number LIMIT 10) t`,
  )
  return rows
}
