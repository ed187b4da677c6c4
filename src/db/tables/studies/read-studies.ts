/** Studies for responses, with their best trials. */

import type { TrialState } from '../../../search/trial.ts'
import type { Sql } from '../../client.ts'
import { type Expected, type StudyFields, selectList, type TrialFields } from '../../rows.ts'
import { rankedTrials } from '../trials/ranking.ts'
import { activeSeconds, trialCounts } from './study-row.ts'

/** Epochs of the search, and the trainings that follow it. */
export interface SearchCounts {
  done: number
  ended: number // of ended trials
  open: number // planned for open trials
  finalists: number // trainings
  refits: number // at most
  mostSeconds: number | null // for both of them, or what is left of it in their phases; null: no limit of their own
}

/** In lists, JSON columns are JsonText. */
export type ShownStudy = Pick<StudyFields, (typeof fields)[number]> & {
  objective: unknown
  objectives: unknown
  auditShare: number // share of the trials whose stops are audited
  warmStart: unknown // without the history
  activeSeconds: number
  trials: Record<TrialState, number>
  epochs: SearchCounts | null // null for an external study
  best: Pick<TrialFields, 'number' | 'state' | 'value' | 'params'> | null
  /** Null without `budget.expectedImprovement`. */
  expectedImprovement: { threshold: number; latest: Expected | null; history: Expected[] } | null
  progress: unknown // of the trainings after the search; null in other phases
  selection: unknown // of the finalists; null until they are trained
  finalModel: unknown // the final one, or else the best trial's; null without complete trials
}

const fields = [
  'id',
  'name',
  'state',
  'phase',
  'datasetId',
  'spec',
  'plan',
  'isExhausted',
  'maxTrials',
  'maxSeconds',
  'searchSeconds',
  'target',
  'parallelism',
  'stopReason',
  'version',
  'createdAt',
  'endedAt',
  'tags',
  'note',
  'deleteAt',
  'bestHistory',
  'trainedTrials',
  'trainedMs',
  'pace',
] as const satisfies (keyof StudyFields)[]

/** Best complete trial of the study `s`, by an index. */
const bestComplete = (members: string) => `(
  SELECT json_build_object(${members}) FROM trial t
  WHERE t.study_id = s.id AND t.state = 'complete' AND t.copy_of IS NULL AND t.rank_value < 'infinity'
  ORDER BY t.rank_value, t.tie_value, t.number LIMIT 1)`

/** Best trial of the study `s`, also among those that run. */
const best = (members: string) => `(
  SELECT json_build_object(${members})
  FROM (${rankedTrials({ after: "rank_value < 'infinity'", limit: '1' })}) t)`

const bestAlone = `json_build_array(json_build_object('trial', t.number, 'weight', 1))`

/** Progress of the trainings that the phase of the study `s` began with; an ended one has done all of its epochs. */
const progress = `(
  SELECT json_build_object(
    'trainings', json_build_object('ended', count(*) FILTER (WHERE is_ended), 'planned', count(*)),
    'epochs', json_build_object('done', sum(done), 'planned', sum(epochs)),
    'secondsLeft', (${activeSeconds} - (s.finalists->>'phaseStartSeconds')::float8)
      * sum(epochs - done) / nullif(sum(done), 0))
  FROM trial t
  CROSS JOIN LATERAL (SELECT state NOT IN ('waiting', 'running') AS is_ended, (spec->>'epochs')::int AS epochs) AS own
  CROSS JOIN LATERAL (SELECT CASE WHEN is_ended THEN epochs ELSE coalesce(last_step, 0) END AS done) AS so_far
  WHERE t.study_id = s.id AND t.copy_of IS NOT NULL AND t.number >= (s.finalists->>'phaseFrom')::int)`

/** Epochs done in the search of the study `s`, and those planned for its open trials, by an index. */
const epochs = `(
  SELECT json_build_object('done', s.epochs_done + coalesce(sum(t.last_step), 0),
    'open', coalesce(sum((t.spec->>'epochs')::int), 0), 'ended', s.epochs_done,
    'finalists', coalesce((s.spec->'finalists'->>'top')::int * (s.spec->'finalists'->>'seeds')::int, 0),
    'refits', coalesce((s.finalists->>'refit')::boolean, (s.spec->>'refit')::boolean, s.spec ? 'finalists')::int
      * coalesce((coalesce(s.finalists, s.spec)->'ensemble'->>'size')::int, 1),
    'mostSeconds', CASE WHEN s.phase = 'search' THEN (s.spec->'finalists'->>'seconds')::float8
      ELSE (s.finalists->>'end')::float8 - ${activeSeconds} END)
  FROM trial t WHERE t.study_id = s.id AND t.state IN ('waiting', 'running') AND t.copy_of IS NULL)`

/** SQL of the columns of shown studies, from the study `s`. */
export const shownColumns = ` ${selectList(fields, 's')},
    coalesce(s.spec->'objectives'->0, s.spec->'objective') AS objective,
    coalesce(s.spec->'objectives', jsonb_build_array(s.spec->'objective')) AS objectives,
    coalesce((s.spec->'pruner'->>'audit')::float8, 0) AS "auditShare", s.warm_start - 'history' AS "warmStart",
    ${activeSeconds} AS "activeSeconds", ${trialCounts} AS trials,
    CASE WHEN s.dataset_id IS NOT NULL THEN ${epochs} END AS epochs,
    ${best(`'number', t.number, 'state', t.state, 'value', t.value, 'params', t.params`)} AS best,
    CASE WHEN s.spec->'budget' ? 'expectedImprovement' THEN json_build_object(
      'threshold', s.spec->'budget'->'expectedImprovement', 'latest', s.expected_history->-1,
      'history', s.expected_history) END AS "expectedImprovement",
    CASE WHEN s.phase IN ('finalists', 'refit') THEN ${progress} END AS progress,
    s.finalists->'selection' AS selection,
    coalesce(s.model, ${bestComplete(`'type', 'trial', 'members', ${bestAlone}`)}::jsonb) AS "finalModel"`

/** Null if the study does not exist. */
export async function readShownStudy(sql: Sql, id: string): Promise<ShownStudy | null> {
  // SQL: a hot read, of the row and its best trial at once
  const { rows } = await sql.query<ShownStudy>({
    name: 'shown study',
    text: `SELECT ${shownColumns} FROM study s WHERE s.id = $1`,
    values: [id],
  })
  return rows[0] ?? null
}

/** Current state of a study, for the log. */
export type StudyStatus = Pick<
  StudyFields,
  'id' | 'name' | 'state' | 'stopReason' | 'createdAt'
> & {
  metric: string
  best: { number: number; value: number } | null
  ended: number // number of ended trials
}

/** Deleted studies are omitted. */
export async function readStudyStatuses(sql: Sql, ids: readonly string[]): Promise<StudyStatus[]> {
  // SQL: rows and best trials of many studies at once
  const { rows } = await sql.query<StudyStatus>(
    `SELECT ${selectList(['id', 'name', 'state', 'stopReason', 'createdAt'], 's')},
       coalesce(s.spec->'objective'->>'metric', s.spec->'objectives'->0->>'metric') AS metric,
       s.complete_count + s.pruned_count + s.failed_count + s.cancelled_count AS ended,
       ${bestComplete(`'number', t.number, 'value', t.value`)} AS best
     FROM study s WHERE s.id = ANY($1)`,
    [ids],
  )
  return rows
}
