/**
 * API responses as the command line reads them: types of the server's schemas, no code.
 * Fields that a server of another version may omit are optional.
 */
import type { ProblemDocument as WholeProblem } from '../api/http/problem.ts'
import type { Worker as WholeWorker } from '../db/tables/workers.ts'
import type { DatasetAnswer } from '../study/answers/dataset-answer.ts'
import type { Leaderboard as WholeLeaderboard } from '../study/answers/leaderboard.ts'
import type { StudyAnswer } from '../study/answers/studies/study-answer.ts'
import type { TrialAnswer } from '../study/answers/trial-answer.ts'

export type { Evaluation } from '../engine/metrics/evaluation.ts'
export type { Prediction } from '../engine/network/prediction.ts'
export type { ParamValue } from '../search/space/params.ts'
export type { Diagnosis } from '../study/answers/doctor.ts'
export type { Recipe } from '../study/answers/recipe.ts'
export type { TrialMetrics } from '../study/answers/trial-metrics.ts'

export type Study = Pick<
  StudyAnswer,
  | 'id'
  | 'name'
  | 'state'
  | 'objective'
  | 'trials'
  | 'best'
  | 'budget'
  | 'stopReason'
  | 'version'
  | 'createdAt'
  | 'activeSeconds'
> &
  Partial<Pick<StudyAnswer, 'spec' | 'warnings'>>
export type Objective = Study['objective']

type WholeItem = WholeLeaderboard['items'][number]
export type LeaderboardItem = Pick<
  WholeItem,
  'rank' | 'number' | 'state' | 'value' | 'step' | 'params' | 'durationMs'
>
export interface Leaderboard extends Pick<WholeLeaderboard, 'version' | 'direction' | 'next'> {
  items: LeaderboardItem[]
}

export interface Trial
  extends Pick<
    TrialAnswer,
    | 'number'
    | 'state'
    | 'params'
    | 'value'
    | 'values'
    | 'step'
    | 'reason'
    | 'startedAt'
    | 'durationMs'
  > {
  spec: Record<string, unknown> // the space with every hole filled in
}

export type DatasetWarning = DatasetAnswer['warnings'][number]
type DatasetColumn = Pick<
  DatasetAnswer['columns'][number],
  'name' | 'type' | 'role' | 'reason' | 'missing' | 'distinct'
>
export interface Dataset extends Pick<DatasetAnswer, 'id' | 'name' | 'task' | 'rows' | 'testRows'> {
  columns: DatasetColumn[]
  warnings?: DatasetWarning[]
}

export type Worker = Pick<
  WholeWorker,
  'id' | 'trainers' | 'backend' | 'device' | 'library' | 'advice'
> &
  Partial<Pick<WholeWorker, 'trouble'>>

/** A proxy between client and server may omit some of these fields. */
export type ProblemDocument = Partial<WholeProblem> & Pick<WholeProblem, 'status'>

export interface Page<T> {
  items: T[]
  next: string | null
}
