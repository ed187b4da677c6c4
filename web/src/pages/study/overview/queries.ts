import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { answerOf, client } from '../../../api/client.ts'
import { studyKey } from '../../../api/queries.ts'
import { isExpecting } from './done-words.ts'

export const curvesQuery = (
  id: string,
  query: { top?: number; points?: number; metric?: string } = {},
) =>
  queryOptions({
    queryKey: [...studyKey(id), 'curves', query],
    queryFn: ({ signal }) =>
      answerOf(client.GET('/v1/studies/{id}/curves', { params: { path: { id }, query }, signal })),
    placeholderData: keepPreviousData,
  })

/**
 * The study with how its best value improved. What is expected of the next trial is computed after the events of the
 * last one, so it is asked for again until it is there.
 */
export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: [...studyKey(id), 'history'],
    queryFn: ({ signal }) =>
      answerOf(
        client.GET('/v1/studies/{id}', {
          params: { path: { id }, query: { history: 'true' } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => (data && isExpecting(data) ? 2_000 : false),
  })

/** The oldest running trials: those of one group are told of together. */
export const runningQuery = (id: string) =>
  queryOptions({
    queryKey: [...studyKey(id), 'trials', 'running'],
    queryFn: ({ signal }) =>
      answerOf(
        client.GET('/v1/studies/{id}/trials', {
          params: { path: { id }, query: { state: 'running', limit: 24 } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

export const finalistsQuery = (id: string) =>
  queryOptions({
    queryKey: [...studyKey(id), 'finalists'],
    queryFn: ({ signal }) =>
      answerOf(client.GET('/v1/studies/{id}/finalists', { params: { path: { id } }, signal })),
  })
