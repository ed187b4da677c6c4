/** What the API answers, as far as the command line reads it (docs/api.md). */

export type ParamValue = number | string | boolean | null
export type StudyState = 'running' | 'paused' | 'complete' | 'failed' | 'cancelled'

export interface Objective {
  metric: string
  direction: 'minimize' | 'maximize'
}

export interface Study {
  id: string
  name: string
  state: StudyState
  objective: Objective
  trials: Record<'waiting' | 'running' | 'complete' | 'pruned' | 'failed' | 'cancelled', number>
  best: { number: number; value: number; params: Record<string, ParamValue> } | null
  budget: { trials: number | null; seconds: number | null; target: number | null }
  stopReason: string | null
  version: number // rises when the leaderboard or the state changes
  createdAt: string
  activeSeconds: number // without pauses
  spec?: unknown // as posted, with what was left out filled in
}

export interface LeaderboardItem {
  rank: number
  number: number
  value: number
  step: number | null
  params: Record<string, ParamValue>
  durationMs: number | null
}

export interface Leaderboard {
  version: number
  direction: Objective['direction']
  items: LeaderboardItem[]
  next: string | null
}

export interface Trial {
  number: number
  state: string
  params: Record<string, ParamValue>
  spec: Record<string, unknown> // the space with every hole filled in
  value: number | null
  values: number[] | null
  step: number | null
  reason: string | null
  startedAt: string | null
  durationMs: number | null
}

export type Prediction =
  | { label: string; probabilities: number[] }
  | { value: number; deviation?: number }

export interface DatasetWarning {
  column: string | null // null: the whole dataset
  message: string
  suggestion: string | null
}

export interface DatasetColumn {
  name: string
  type: string
  role: string
  reason?: string // why it is left out where the spec did not ask for it
  missing: number // rows
  distinct: number
}

export interface Dataset {
  id: string
  name: string
  task: string
  rows: number
  testRows: number
  columns: DatasetColumn[]
  warnings?: DatasetWarning[]
}

export interface Worker {
  id: string
  trainers: number
  backend: string // tensorflow, or cpu for pure JavaScript
  device: string
  library: string
  advice: string | null // what to install to be fast
  trouble?: string | null // why it takes no trials
}

export interface Page<T> {
  items: T[]
  next: string | null
}

export interface Evaluation {
  rows: number
  metrics: Record<string, number>
}

/** RFC 9457 problem document. */
export interface ProblemDocument {
  type?: string
  title?: string
  status: number
  detail?: string
  instance?: string
  errors?: { pointer: string; detail: string }[]
}

export interface Diagnosis {
  checked: string[]
  broken: { invariant: string; trial: number | null; detail: string }[]
}
