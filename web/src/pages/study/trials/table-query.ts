import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import { answerOf, client } from '../../../api/client.ts'
import type { AnswerOf, Study } from '../../../api/types.ts'
import type { TrialsView } from './view.ts'

export type TrialTable = AnswerOf<'getTrialTable'>
export type TrialRow = TrialTable['items'][number]

const pageRows = 100
const mostPagesRead = 5 // while trials run: more would be read again and again

/** Pages of the table. While trials run, the first ones are read again every few seconds. */
export const tableQuery = (
  { id, state }: Study,
  { where, sort }: Pick<TrialsView, 'where' | 'sort'>,
) =>
  infiniteQueryOptions({
    queryKey: ['table', id, where, sort, state],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        client.GET('/v1/studies/{id}/table', {
          params: {
            path: { id },
            query: {
              where: JSON.stringify(where),
              sort,
              limit: pageRows,
              // counted once: later pages are of the same table
              ...(pageParam === '' ? { count: 'true' as const } : { after: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) =>
      state === 'running' && (data?.pages.length ?? 0) <= mostPagesRead ? 3_000 : false,
  })
