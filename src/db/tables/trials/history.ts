/** Trials as history for samplers. */

import type { TrialState } from '../../../search/trial.ts'
import type { Sql } from '../../client.ts'
import type { TrialFields } from '../../rows.ts'

/** Fields of a trial that samplers use. */
export interface HistoryRow {
  number: number
  state: TrialState
  params: Record<string, unknown>
  values: number[]
  violations: number[] | null
  schedule: unknown // of the specification; null: none
  epochs: unknown // of the specification
  auditedFrom: number | null // step at which the pruner would have stopped it
}

/**
 * The search's trials; copies of them are left out.
 *
 * @param numbers  trials to read, null: all
 */
export async function readHistory(
  sql: Sql,
  studyId: string,
  numbers: readonly number[] | null,
): Promise<HistoryRow[]> {
  // SQL: a hot read, 1.5 times as fast as by Prisma (`npm run bench -- db`)
  const { rows } = await sql.query<HistoryRow>({
    name: numbers ? 'history of some' : 'history',
    text: `SELECT number, state, params, values, violations, spec->'schedule' AS schedule, spec->'epochs' AS epochs,
       CASE WHEN (provenance->'stop'->>'isAudited')::boolean THEN (provenance->'stop'->>'step')::int END AS "auditedFrom"
     FROM trial WHERE study_id = $1 AND copy_of IS NULL ${numbers ? 'AND number = ANY($2)' : ''} ORDER BY number`,
    values: numbers ? [studyId, numbers] : [studyId],
  })
  return rows
}

/** Enqueued and imported trials, by number. */
export async function readEnqueued(
  sql: Sql,
  studyId: string,
): Promise<Pick<TrialFields, 'number' | 'params'>[]> {
  // SQL: runs in the transaction that holds the study's lock
  const { rows } = await sql.query<Pick<TrialFields, 'number' | 'params'>>(
    `SELECT number, params FROM trial WHERE study_id = $1 AND source IN ('enqueued', 'imported') ORDER BY number`,
    [studyId],
  )
  return rows
}

/** Complete and pruned trials of the search, by number; values of complete ones only. */
export async function readEnds(
  sql: Sql,
  studyId: string,
): Promise<{ number: number; values: number[] | null }[]> {
  // SQL: runs in the transaction that holds the study's lock
  const { rows } = await sql.query<{ number: number; values: number[] | null }>(
    `SELECT number, CASE WHEN state = 'complete' THEN values END AS values FROM trial
     WHERE study_id = $1 AND state IN ('complete', 'pruned') AND copy_of IS NULL ORDER BY number`,
    [studyId],
  )
  return rows
}
