/** What the pages of datasets and new studies read, as options for TanStack Query. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { answerOf, client } from '../../api/client.ts'

const listed = 100

/** The newest datasets whose name contains a text, without their columns. */
export const datasetListQuery = (name: string) =>
  queryOptions({
    queryKey: ['datasets', 'list', name],
    queryFn: ({ signal }) =>
      answerOf(
        client.GET('/v1/datasets', {
          params: { query: { limit: listed, columns: 'false', ...(name !== '' && { name }) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

export const histogramsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['dataset', id, 'histograms'],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        client.GET('/v1/datasets/{id}/histograms', {
          params: { path: { id }, query: pageParam === null ? {} : { after: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => (next === null ? undefined : Number(next)),
    staleTime: Number.POSITIVE_INFINITY, // a dataset never changes
  })

export const picturesQuery = (id: string) =>
  queryOptions({
    queryKey: ['dataset', id, 'pictures'],
    queryFn: ({ signal }) =>
      answerOf(client.GET('/v1/datasets/{id}/pictures', { params: { path: { id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const firstRowsQuery = (id: string) =>
  queryOptions({
    queryKey: ['dataset', id, 'rows'],
    queryFn: ({ signal }) =>
      answerOf(client.GET('/v1/datasets/{id}/preview', { params: { path: { id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  })
