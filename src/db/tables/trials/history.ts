/** Trials as samplers see them. */

import type { TrialState } from '../../../search/trial.ts'
import type { Sql } from '../../client.ts'

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
  const { rows } = await sql.query<HistoryRow>({
    name: numbers ? 'history of some' : 'history',
    text: `SELECT number, state, params, values, violations,
       CASE WHEN (provenance->'stop'->>'isAudited')::boolean THEN (provenance->'stop'->>'step')::int END AS "auditedFrom"
     FROM trial WHERE study_id = $1 ${numbers ? 'AND number = ANY($2)' : ''} ORDER BY number`,
    values: numbers ? [studyId, numbers] : [studyId],
  })
  return rows
}
