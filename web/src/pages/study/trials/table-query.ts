import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import { answerOf, client } from '../../../api/client.ts'
import { studyKey } from '../../../api/queries.ts'
import type { RefreshMeta } from '../../../api/refresher.ts'
import type { AnswerOf, Study } from '../../../api/types.ts'
import type { TrialsView } from './view.ts'

export type TrialTable = AnswerOf<'getTrialTable'>
export type TrialRow = TrialTable['items'][number]

const pageRows = 100
// more pages would be read again and again
const meta: RefreshMeta = { calmMs: 3_000, mostPages: 5 }

/** Pages of the table. While trials run, the first ones are read again after changes. */
export const tableQuery = (
  { id, state }: Study,
  { where, sort }: Pick<TrialsView, 'where' | 'sort'>,
) =>
  infiniteQueryOptions({
    queryKey: [...studyKey(id), 'table', where, sort, state],
    meta,
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
  })
