/** Definition of an analysis: data for a plot, computed from the complete trials of a study and a query. */
import type { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import type { AnalysedStudy } from './analysed-study.ts'

/** `query` is the schema that parses the query string. */
export interface Analysis {
  changesWith: 'results' | 'events' // of the study: its complete trials, or any change of a trial's state
  summary: string // what the client gets, as an imperative
  description: string // what the response contains
  query: z.ZodObject // schema of the query string
  /** A short query for a study with these parameters: for contract tests and examples of responses. */
  example(one: string, other: string): Record<string, string>
  answer: z.ZodType<object>
  /** @throws Problem invalid-query if the query does not fit the study */
  read(sql: Sql, study: AnalysedStudy, query: unknown): Promise<object>
}

export function defineAnalysis<Q extends z.ZodObject, A extends object>(analysis: {
  summary: string
  description: string
  query: Q
  example?(one: string, other: string): Record<string, string> // default: an empty query
  changesWith?: Analysis['changesWith'] // default: results
  answer: z.ZodType<A>
  read(sql: Sql, study: AnalysedStudy, query: z.output<Q>): Promise<A>
}): Analysis {
  return {
    example: () => ({}),
    changesWith: 'results',
    ...analysis,
    read: (sql, study, query) => analysis.read(sql, study, query as z.output<Q>),
  }
}
