/** Names for the answers of the API. */
import type { components, operations } from './generated/schema.d.ts'

type Schemas = components['schemas']

/** The body of a successful answer of an operation. */
export type AnswerOf<Operation extends keyof operations> = operations[Operation] extends {
  responses: { 200: { content: { 'application/json': infer Body } } }
}
  ? Body
  : never

export type Study = Schemas['Study']
export type StudyState = Study['state']
export type StudyPage = AnswerOf<'listStudies'>
export type Trial = AnswerOf<'getTrial'>
export type TrialState = Trial['state']
export type LeaderboardPage = AnswerOf<'getLeaderboard'>
export type LeaderboardEntry = LeaderboardPage['items'][number]
export type TrialPage = AnswerOf<'listTrials'>
export type Worker = AnswerOf<'listWorkers'>['items'][number]
export type Dataset = AnswerOf<'getDataset'>
export type ColumnSummary = Dataset['columns'][number]
export type DatasetWarning = Dataset['warnings'][number]
export type Mend = NonNullable<DatasetWarning['mend']>
export type DatasetInspection = Schemas['DatasetInspection']
export type Histogram = Schemas['Histogram']
export type Picture = Schemas['Picture']
export type PreviewRow = AnswerOf<'previewDataset'>['items'][number]
export type CheckedStudy = AnswerOf<'validateStudy'>
