/** Ends trials: with a result, without one, or cancelled. */

import type { TrialState } from '../../../search/trial.ts'
import type { Sql } from '../../client.ts'
import { newestStep } from './progress-sql.ts'

/** Outcome of a trial. */
export type TrialEnd =
  | {
      state: 'complete'
      values: number[] // empty for a refit, which no rows judge
      rankValue: number | null // null for a refit
      step: number | null
      violations?: readonly number[]
      classes?: object | null // counts by class, on the validation rows
      reason?: string // why it ended before its last epoch
    }
  | {
      state: 'pruned' | 'failed' | 'cancelled'
      reason: string
      step: number | null
      value?: number | null // at `step`; undefined: the stored value is kept
    }

export interface EndedTrial {
  number: number
  fencing: number
  end: TrialEnd
  durationMs: number
  execution?: string | null // see SpentTraining
  peakBytes?: number | null
}

/** Validation loss of the trial `t` at a step; null if it is unknown, as for what clients report. */
export const lossAt = (step: string) => `(SELECT e.validation_loss FROM epoch_metric e
  WHERE e.study_id = t.study_id AND e.number = t.number AND e.step = ${step})`

/** The stop reason of the trial `t` is kept if it was pruned or audited. */
const provenanceAtEnd = `CASE WHEN told.state = 'pruned' OR (t.provenance->'stop'->>'isAudited')::boolean
  THEN t.provenance ELSE t.provenance - 'stop' END`

/**
 * Ends trials of one study, each once; the caller holds the lock of the study's row.
 *
 * @returns numbers of the trials whose leases were valid; other trials are unchanged
 */
export async function endTrials(
  sql: Sql,
  studyId: string,
  ended: readonly EndedTrial[],
): Promise<number[]> {
  // SQL: fenced, many trials in one statement
  const { rows } = await sql.query<{ number: number }>({
    name: 'end trials',
    text: `WITH told AS (
       SELECT * FROM jsonb_to_recordset($2::jsonb) AS e(number int, fencing bigint, state text, values float8[],
         violations float8[], value float8, "rankValue" text, step int, reason text, classes jsonb, "durationMs" float8, execution text,
         "peakBytes" bigint)),
     held AS (
       SELECT t.study_id, t.number FROM trial t JOIN told USING (number)
       WHERE t.study_id = $1 AND t.fencing = told.fencing AND t.state = 'running'
       ORDER BY t.number FOR UPDATE OF t)
     UPDATE trial t SET state = told.state, values = coalesce(told.values, '{}'), violations = told.violations,
       value = coalesce(told.values[1], told.value, t.value), rank_value = told."rankValue"::float8,
       tie_value = coalesce(${lossAt('told.step')}, 'infinity'),
       step = coalesce(told.step, t.step), last_step = ${newestStep}, reason = told.reason, classes = told.classes,
       ended_at = now(), provenance = ${provenanceAtEnd},
       execution = told.execution, peak_bytes = told."peakBytes", duration_ms = coalesce(t.duration_ms, 0) + told."durationMs", lease_expires_at = NULL
     FROM held JOIN told USING (number) WHERE t.study_id = held.study_id AND t.number = held.number
     RETURNING t.number`,
    values: [
      studyId,
      JSON.stringify(
        ended.map(({ end, ...trial }) =>
          end.state === 'complete'
            ? { ...trial, ...end, rankValue: end.rankValue === null ? null : String(end.rankValue) }
            : { ...trial, ...end },
        ),
      ),
    ],
  })
  return rows.map(({ number }) => number)
}

/**
 * Records why running trials are or would have been stopped (`stop`), or were not because of noise (`spared`); the
 * first reason of each is kept.
 */
export async function writeVerdicts(
  sql: Sql,
  studyId: string,
  verdicts: readonly { number: number; key: 'stop' | 'spared'; why: object }[],
): Promise<void> {
  // SQL: many trials in one statement, each only once
  await sql.query(
    `UPDATE trial t SET provenance = t.provenance || jsonb_build_object(told.key, told.why)
     FROM jsonb_to_recordset($2::jsonb) AS told(number int, key text, why jsonb)
     WHERE t.study_id = $1 AND t.number = told.number AND t.state = 'running' AND NOT t.provenance ? told.key`,
    [studyId, JSON.stringify(verdicts)],
  )
}

/** Cancels open trials; their leases become invalid, which stops workers. */
export async function cancelTrials(
  sql: Sql,
  cancel: { studyId: string; numbers: number[] | null; states: TrialState[]; reason: string },
): Promise<number[]> {
  // SQL: locks its trials in the order of their numbers
  const { rows } = await sql.query<{ number: number }>(
    `WITH chosen AS (
       SELECT study_id, number FROM trial
       WHERE study_id = $1 AND ($2::int[] IS NULL OR number = ANY($2)) AND state = ANY($3)
       ORDER BY number FOR UPDATE)
     UPDATE trial t SET state = 'cancelled', reason = $4, ended_at = now(), fencing = fencing + 1,
       last_step = ${newestStep}, lease_expires_at = NULL
     FROM chosen WHERE t.study_id = chosen.study_id AND t.number = chosen.number
     RETURNING t.number`,
    [cancel.studyId, cancel.numbers, cancel.states, cancel.reason],
  )
  return rows.map((row) => row.number)
}
