/** Objective values reported at each step. */
import type { Sql } from '../../client.ts'

export interface ReportRow {
  number: number
  step: number
  value: number | null
  values: number[] | null // values of all objectives, if several were reported
}

/**
 * Objective values at every step, for pruners.
 *
 * @param numbers  trials to read, null: all
 */
export async function readReports(
  sql: Sql,
  studyId: string,
  numbers: readonly number[] | null,
): Promise<ReportRow[]> {
  // SQL: a hot read, of all reports when a pruner first looks
  const { rows } = await sql.query<ReportRow>({
    name: numbers ? 'reports of some' : 'reports',
    text: `SELECT number, step, value, values FROM epoch_metric
     WHERE study_id = $1 ${numbers ? 'AND number = ANY($2)' : ''} ORDER BY number, step`,
    values: numbers ? [studyId, numbers] : [studyId],
  })
  return rows
}

/** Learning curve of an imported trial, which never had a lease: its fencing number is 0. */
export async function insertReports(
  sql: Sql,
  { studyId, number }: { studyId: string; number: number },
  reports: readonly { step: number; value: number | null }[],
): Promise<void> {
  if (reports.length === 0) return
  // SQL: fenced, by `unnest`
  await sql.query(
    `INSERT INTO epoch_metric (study_id, number, step, value)
     SELECT t.study_id, t.number, r.step, r.value
     FROM trial t, unnest($3::int[], $4::float8[]) AS r(step, value)
     WHERE t.study_id = $1 AND t.number = $2 AND t.fencing = 0 AND t.source = 'imported'`,
    [studyId, number, reports.map(({ step }) => step), reports.map(({ value }) => value)],
  )
}
