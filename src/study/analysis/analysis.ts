/** What an analysis is: data for a plot, from the complete trials of a study and a query. */
import type { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import type { AnalysedStudy } from './analysed-study.ts'

/** The query arrives as `query` parsed it. */
export interface Analysis {
  summary: string // what a client gets, as a command
  description: string // what is in it
  query: z.ZodObject // of texts, as a URL has them
  /** A short query about a study that has these parameters: for the contract tests, and for the examples of answers. */
  example(one: string, other: string): Record<string, string>
  answer: z.ZodType<object>
  /** @throws Problem invalid-query for what does not fit the study */
  read(sql: Sql, study: AnalysedStudy, query: unknown): Promise<object>
}

export function defineAnalysis<Q extends z.ZodObject, A extends object>(analysis: {
  summary: string
  description: string
  query: Q
  example?(one: string, other: string): Record<string, string> // an empty query unless given
  answer: z.ZodType<A>
  read(sql: Sql, study: AnalysedStudy, query: z.output<Q>): Promise<A>
}): Analysis {
  return {
    example: () => ({}),
    ...analysis,
    read: (sql, study, query) => analysis.read(sql, study, query as z.output<Q>),
  }
}
