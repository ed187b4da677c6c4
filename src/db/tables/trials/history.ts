/** Trials as samplers see them. */

import type { TrialState } from '../../../search/trial.ts'
import type { Sql } from '../../client.ts'
import type { TrialFields } from '../../rows.ts'

/** What samplers see of a trial. */
export interface HistoryRow {
  number: number
  state: TrialState
  params: Record<string, unknown>
  values: number[]
  violations: number[] | null
  auditedFrom: number | null // the step at which its pruner would have stopped it
}

/** @param numbers  of the trials to be read, null for all */
export async function readHistory(
  sql: Sql,
  studyId: string,
  numbers: readonly number[] | null,
): Promise<HistoryRow[]> {
  // SQL: a hot read, 1.5 times as fast as by Prisma (`npm run bench -- db`)
  const { rows } = await sql.query<HistoryRow>({
    name: numbers ? 'history of some' : 'history',
    text: `SELECT number, state, params, values, violations,
       CASE WHEN (provenance->'stop'->>'isAudited')::boolean THEN (provenance->'stop'->>'step')::int END AS "auditedFrom"
     FROM trial WHERE study_id = $1 ${numbers ? 'AND number = ANY($2)' : ''} ORDER BY number`,
    values: numbers ? [studyId, numbers] : [studyId],
  })
  return rows
}

/** Trials that users gave, by number. */
export async function readEnqueued(
  sql: Sql,
  studyId: string,
): Promise<Pick<TrialFields, 'number' | 'params'>[]> {
  // SQL: read in the transaction of the study's lock
  const { rows } = await sql.query<Pick<TrialFields, 'number' | 'params'>>(
    `SELECT number, params FROM trial WHERE study_id = $1 AND source <> 'suggested' ORDER BY number`,
    [studyId],
  )
  return rows
}

/** Complete and pruned trials, by number; values of complete ones alone. */
export async function readEnds(
  sql: Sql,
  studyId: string,
): Promise<{ number: number; values: number[] | null }[]> {
  // SQL: read in the transaction of the study's lock
  const { rows } = await sql.query<{ number: number; values: number[] | null }>(
    `SELECT number, CASE WHEN state = 'complete' THEN values END AS values FROM trial
     WHERE study_id = $1 AND state IN ('complete', 'pruned') ORDER BY number`,
    [studyId],
  )
  return rows
}
