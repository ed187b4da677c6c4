/** Study rows that coordination reads and writes under the study's lock. */
import type { TrialState } from '../../../search/trial.ts'
import type { Sql } from '../../client.ts'
import { type Expected, type StudyFields, selectList } from '../../rows.ts'

/** Fields of a study that coordination needs. */
export type StudyRow = Pick<StudyFields, (typeof fields)[number]> & {
  spec: string // JSON, which src/study/study-spec.ts reads
  searchCount: number // trials of the search: all numbers but those of copies
  activeSeconds: number
  isDeleted: boolean // hidden, to be removed soon
  isRemovable: boolean // and its time to undo is over
  counts: Record<TrialState, number>
  expected: Expected | null // by the next trial; null before the first estimate
}

const fields = [
  'id',
  'state',
  'phase',
  'direction',
  'datasetId',
  'seed',
  'parallelism',
  'maxTrials',
  'maxSeconds',
  'searchSeconds',
  'target',
  'nextNumber',
  'suggestionCount',
  'isExhausted',
  'version',
] as const satisfies (keyof StudyFields)[]

/** Running time of the study `s` by the server's clock, without pauses. */
export const activeSeconds = `(s.active_ms + CASE WHEN s.resumed_at IS NULL THEN 0
  ELSE extract(epoch FROM now() - s.resumed_at) * 1000 END)::float8 / 1000`

/** Number of the search's trials of the study `s` by state. */
export const trialCounts = `json_build_object('waiting', s.waiting_count, 'running', s.running_count,
  'complete', s.complete_count, 'pruned', s.pruned_count, 'failed', s.failed_count, 'cancelled', s.cancelled_count)`

const columns = `${selectList(fields, 's')}, s.spec::text AS spec,
  s.next_number - s.copy_count AS "searchCount", ${activeSeconds} AS "activeSeconds",
  s.delete_at IS NOT NULL AS "isDeleted", coalesce(s.delete_at <= now(), false) AS "isRemovable", ${trialCounts} AS counts,
  s.expected_history->-1 AS expected`

/**
 * Locks a study for one process until the end of the transaction.
 * Code that writes trial states locks the study's row first, then trials in ascending order, so there are no
 * deadlocks.
 *
 * @returns the study under the lock, or null if it does not exist
 */
export async function lockStudy(sql: Sql, studyId: string): Promise<StudyRow | null> {
  // SQL: the lock, pipelined: 5 times as fast as by Prisma (`npm run bench -- db`)
  const [, { rows }] = await Promise.all([
    sql.query({
      name: 'lock study',
      text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 7))',
      values: [studyId],
    }),
    sql.query<StudyRow>({
      name: 'hold and read study',
      text: `SELECT ${columns} FROM study s WHERE id = $1 FOR NO KEY UPDATE`,
      values: [studyId],
    }),
  ])
  return rows[0] ?? null
}

/** Reads the current row without a lock. */
export async function readStudy(sql: Sql, studyId: string): Promise<StudyRow | null> {
  // SQL: a hot read by coordination, by the server's clock
  const { rows } = await sql.query<StudyRow>({
    name: 'read study',
    text: `SELECT ${columns} FROM study s WHERE id = $1`,
    values: [studyId],
  })
  return rows[0] ?? null
}

/** Locks the row only: for writes of workers, which must not wait for a sampler that computes. */
export async function lockStudyRow(sql: Sql, studyId: string): Promise<void> {
  // SQL: a lock
  await sql.query('SELECT 1 FROM study WHERE id = $1 FOR NO KEY UPDATE', [studyId])
}

/** Rereads the study under the lock after changes to its trials. */
export async function rereadStudy(sql: Sql, studyId: string): Promise<StudyRow> {
  const study = await readStudy(sql, studyId)
  if (!study) throw new Error(`study ${studyId} was deleted while it was locked`)
  return study
}
