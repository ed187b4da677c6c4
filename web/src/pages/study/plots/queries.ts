/** The analyses of a study, as options for TanStack Query. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { answerOf, client } from '../../../api/client.ts'
import type { operations } from '../../../api/generated/schema.d.ts'
import { studyKey } from '../../../api/queries.ts'
import type { RefreshMeta } from '../../../api/refresher.ts'
import type { AnswerOf, Study } from '../../../api/types.ts'

export type Importance = AnswerOf<'getImportance'>
export type Slice = AnswerOf<'getSlice'>
export type SliceItem = Slice['items'][number]
export type Contour = AnswerOf<'getContour'>
export type Edf = AnswerOf<'getEdf'>
export type Pareto = AnswerOf<'getPareto'>
export type Parallel = AnswerOf<'getParallel'>
export type Coverage = AnswerOf<'getCoverage'>
export type Pruning = AnswerOf<'getPruning'>
export type Domain = SliceItem['domain']

type QueryOf<Operation extends keyof operations> = NonNullable<
  operations[Operation]['parameters']['query']
>

/** A plot changes slowly. */
const plotMeta: RefreshMeta = { calmMs: 5_000 }

function plot<T>(
  { id }: Study,
  name: string,
  query: object,
  read: (path: { id: string }, signal: AbortSignal) => Promise<T>,
) {
  return queryOptions({
    queryKey: [...studyKey(id), 'plot', name, query],
    meta: plotMeta,
    queryFn: ({ signal }) => read({ id }, signal),
    placeholderData: keepPreviousData,
  })
}

export const importanceQuery = (study: Study, query: QueryOf<'getImportance'>) =>
  plot(
    study,
    'importance',
    query,
    (path, signal) =>
      // the client's own type forgets that pairs have two names
      answerOf(
        client.GET('/v1/studies/{id}/importance', { params: { path, query }, signal }),
      ) as Promise<Importance>,
  )

export const sliceQuery = (study: Study, query: QueryOf<'getSlice'>) =>
  plot(study, 'slice', query, (path, signal) =>
    answerOf(client.GET('/v1/studies/{id}/slice', { params: { path, query }, signal })),
  )

export const contourQuery = (study: Study, query: QueryOf<'getContour'>) =>
  plot(study, 'contour', query, (path, signal) =>
    answerOf(client.GET('/v1/studies/{id}/contour', { params: { path, query }, signal })),
  )

export const edfQuery = (study: Study, query: QueryOf<'getEdf'>) =>
  plot(study, 'edf', query, (path, signal) =>
    answerOf(client.GET('/v1/studies/{id}/edf', { params: { path, query }, signal })),
  )

export const paretoQuery = (study: Study) =>
  plot(study, 'pareto', {}, (path, signal) =>
    answerOf(client.GET('/v1/studies/{id}/pareto', { params: { path }, signal })),
  )

export const parallelQuery = (study: Study, query: QueryOf<'getParallel'>) =>
  plot(study, 'parallel', query, (path, signal) =>
    answerOf(client.GET('/v1/studies/{id}/parallel', { params: { path, query }, signal })),
  )

export const coverageQuery = (study: Study, query: QueryOf<'getCoverage'>) =>
  plot(study, 'coverage', query, (path, signal) =>
    answerOf(client.GET('/v1/studies/{id}/coverage', { params: { path, query }, signal })),
  )

export const pruningQuery = (study: Study) =>
  plot(study, 'pruning', {}, (path, signal) =>
    answerOf(client.GET('/v1/studies/{id}/pruning', { params: { path }, signal })),
  )
