/** Studies: what coordination reads and writes under the study's lock. Listing and paging are Prisma's, in study/. */
import { z } from 'zod'
import type { Direction } from '../../../search/compare/direction.ts'
import type { TrialState } from '../../../search/trial.ts'
import type { Sql } from '../../client.ts'

export const StudyState = z.enum(['running', 'paused', 'complete', 'failed', 'cancelled'])
export type StudyState = z.infer<typeof StudyState>

/** What coordination needs to know of a study. */
export interface StudyRow {
  id: string
  spec: string // JSON, which src/study/stored-spec.ts reads
  state: StudyState
  direction: Direction
  datasetId: string | null
  seed: number
  parallelism: number | null
  maxTrials: number | null
  maxSeconds: number | null
  target: number | null
  nextNumber: number
  suggestionCount: number
  isExhausted: boolean
  activeSeconds: number
  counts: Record<TrialState, number>
}

const columns = `id, spec::text AS spec, state, direction, dataset_id AS "datasetId", seed, parallelism,
  max_trials AS "maxTrials", max_seconds AS "maxSeconds", target,
  next_number AS "nextNumber", suggestion_count AS "suggestionCount", is_exhausted AS "isExhausted",
  (active_ms + CASE WHEN resumed_at IS NULL THEN 0
                    ELSE extract(epoch FROM now() - resumed_at) * 1000 END)::float8 / 1000 AS "activeSeconds",
  json_build_object('waiting', waiting_count, 'running', running_count, 'complete', complete_count,
    'pruned', pruned_count, 'failed', failed_count, 'cancelled', cancelled_count) AS counts`

/**
 * One process at a time decides for a study; the lock ends with the transaction.
 * Whoever writes trial states locks the study's row first, then trials in ascending order: so nobody waits in a circle.
 *
 * @returns the study as it is under the lock, null when there is none
 */
export async function lockStudy(sql: Sql, studyId: string): Promise<StudyRow | null> {
  const [, { rows }] = await Promise.all([
    sql.query({
      name: 'lock study',
      text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 7))',
      values: [studyId],
    }),
    sql.query<StudyRow>({
      name: 'hold and read study',
      text: `SELECT ${columns} FROM study WHERE id = $1 FOR NO KEY UPDATE`,
      values: [studyId],
    }),
  ])
  return rows[0] ?? null
}

/** As it is now, without a lock. */
export async function readStudy(sql: Sql, studyId: string): Promise<StudyRow | null> {
  const { rows } = await sql.query<StudyRow>({
    name: 'read study',
    text: `SELECT ${columns} FROM study WHERE id = $1`,
    values: [studyId],
  })
  return rows[0] ?? null
}

/** The study's row alone: for a worker's writes, which need not wait for a sampler that thinks. */
export async function holdStudy(sql: Sql, studyId: string): Promise<void> {
  await sql.query('SELECT 1 FROM study WHERE id = $1 FOR NO KEY UPDATE', [studyId])
}

/** Once more under the lock, after its trials have changed. */
export async function rereadStudy(sql: Sql, studyId: string): Promise<StudyRow> {
  const study = await readStudy(sql, studyId)
  if (!study) throw new Error(`study ${studyId} went away under its lock`)
  return study
}
