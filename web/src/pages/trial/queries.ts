/** What the pages of trials read, besides what all pages read. */
import { queryOptions } from '@tanstack/react-query'
import { answerOf, client } from '../../api/client.ts'
import { studyKey } from '../../api/queries.ts'
import type { AnswerOf, Study } from '../../api/types.ts'

const trialKey = (id: string, number: number) => [...studyKey(id), 'trial', number] as const

/** @param isLive  the trial is running: asks again every second */
export const metricsQuery = (id: string, number: number, isLive: boolean) =>
  queryOptions({
    queryKey: [...trialKey(id, number), 'metrics'],
    queryFn: ({ signal }) =>
      answerOf(
        client.GET('/v1/studies/{id}/trials/{number}/metrics', {
          params: { path: { id, number }, query: { points: 400 } },
          signal,
        }),
      ),
    refetchInterval: isLive ? 1_000 : false,
  })

export const networkQuery = (id: string, number: number) =>
  queryOptions({
    queryKey: ['network', id, number],
    queryFn: ({ signal }) =>
      answerOf(
        client.GET('/v1/studies/{id}/trials/{number}/network', {
          params: { path: { id, number } },
          signal,
        }),
      ),
    staleTime: 60_000,
    retry: false,
  })

// the model of an ended trial never changes: not below `studyKey`, whose events would have it computed again
export const diagnosisQuery = (id: string, number: number) =>
  queryOptions({
    queryKey: ['diagnosis', id, number],
    // the client's types widen tuples
    queryFn: ({ signal }): Promise<AnswerOf<'diagnoseTrial'>> =>
      answerOf(
        client.GET('/v1/studies/{id}/trials/{number}/diagnosis', {
          params: { path: { id, number } },
          signal,
        }),
      ) as never,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

export const formatsQuery = (id: string, number: number) =>
  queryOptions({
    queryKey: ['formats', id, number],
    queryFn: ({ signal }) =>
      answerOf(
        client.GET('/v1/studies/{id}/trials/{number}/formats', {
          params: { path: { id, number } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

/** @param rows  up to 100 */
export const rowsQuery = (dataset: string, rows: readonly number[]) =>
  queryOptions({
    queryKey: ['dataset', dataset, 'rows', rows],
    queryFn: ({ signal }) =>
      answerOf(
        client.GET('/v1/datasets/{id}/rows', {
          params: { path: { id: dataset }, query: { row: [...rows] } },
          signal,
        }),
      ),
    enabled: rows.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
  })

interface SpaceFields {
  space: object
  constraints?: string[]
  forbidden?: object[]
}

/** The parameters of a study with their domains. */
export const parametersQuery = (study: Pick<Study, 'id' | 'spec'>) =>
  queryOptions({
    queryKey: ['parameters', study.id],
    queryFn: ({ signal }) => {
      const { space, constraints = [], forbidden = [] } = study.spec as SpaceFields
      const body = { space, constraints, forbidden, samples: 0 }
      return answerOf(client.POST('/v1/spaces/preview', { body: body as never, signal }))
    },
    select: ({ parameters }) => parameters,
    staleTime: Number.POSITIVE_INFINITY,
  })

/** The best trials, among which a trial has its neighbours. */
export const bestQuery = (id: string) =>
  queryOptions({
    queryKey: [...studyKey(id), 'leaderboard', 'best'],
    queryFn: ({ signal }) =>
      answerOf(
        client.GET('/v1/studies/{id}/leaderboard', {
          params: { path: { id }, query: { limit: 200 } },
          signal,
        }),
      ),
  })
