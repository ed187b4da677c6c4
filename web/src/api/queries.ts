/** What the pages read, as options for TanStack Query: `useQuery(studyQuery(id))`. */
import {
  infiniteQueryOptions,
  keepPreviousData,
  QueryClient,
  queryOptions,
} from '@tanstack/react-query'
import { answerOf, client } from './client.ts'
import { whenBack } from './connection.ts'
import type { operations } from './generated/schema.d.ts'
import { isPassing } from './problem.ts'
import type { RefreshMeta } from './refresher.ts'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      networkMode: 'always', // a service on this machine needs no network
      retry: (failures, error) => isPassing(error) && failures < 2,
    },
    mutations: { networkMode: 'always' },
  },
})

whenBack(() => void queryClient.invalidateQueries())

type QueryOf<Operation extends keyof operations> = NonNullable<
  operations[Operation]['parameters']['query']
>

/**
 * Everything of a study has a key that starts so: after its events it is read again, as its `meta` says (RefreshMeta).
 */
export const studyKey = (id: string) => ['study', id] as const

/** For answers that cost the server next to nothing. */
export const quick: RefreshMeta = { isQuick: true }

/** Every list of studies has a key that starts so. */
export const studiesKey = ['studies'] as const

export const studiesQuery = (filter: Omit<QueryOf<'listStudies'>, 'after' | 'limit'> = {}) =>
  infiniteQueryOptions({
    queryKey: [...studiesKey, filter],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        client.GET('/v1/studies', {
          params: { query: { ...filter, limit: 100, ...(pageParam ? { after: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  })

export const studyQuery = (id: string) =>
  queryOptions({
    queryKey: [...studyKey(id), 'study'],
    meta: quick,
    queryFn: ({ signal }) =>
      answerOf(client.GET('/v1/studies/{id}', { params: { path: { id } }, signal })),
  })

export const leaderboardQuery = (id: string, query: QueryOf<'getLeaderboard'> = {}) =>
  queryOptions({
    queryKey: [...studyKey(id), 'leaderboard', query],
    queryFn: ({ signal }) =>
      answerOf(
        client.GET('/v1/studies/{id}/leaderboard', { params: { path: { id }, query }, signal }),
      ),
    placeholderData: keepPreviousData,
  })

export const trialQuery = (id: string, number: number) =>
  queryOptions({
    queryKey: [...studyKey(id), 'trial', number],
    queryFn: ({ signal }) =>
      answerOf(
        client.GET('/v1/studies/{id}/trials/{number}', {
          params: { path: { id, number } },
          signal,
        }),
      ),
  })

export const workersQuery = queryOptions({
  queryKey: ['workers'],
  queryFn: ({ signal }) => answerOf(client.GET('/v1/workers', { signal })),
  refetchInterval: 5_000,
})

export const datasetsQuery = queryOptions({
  queryKey: ['datasets'],
  queryFn: ({ signal }) =>
    answerOf(client.GET('/v1/datasets', { params: { query: { limit: 100 } }, signal })),
})

export const datasetQuery = (id: string) =>
  queryOptions({
    queryKey: ['dataset', id],
    queryFn: ({ signal }) =>
      answerOf(client.GET('/v1/datasets/{id}', { params: { path: { id } }, signal })),
  })
