/** What the page asks while a study is written. Faults are answers here, not errors. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { answerOf, client, fetchApi } from '../../api/client.ts'
import type { operations } from '../../api/generated/schema.d.ts'
import { ApiProblem, type Fault } from '../../api/problem.ts'
import type { AnswerOf, CheckedStudy } from '../../api/types.ts'
import type { Json } from './document/json-document.ts'
import type { Schema } from './document/schema.ts'

export type Definition = AnswerOf<'listLayers'>['items'][number]
export type SpacePreview = AnswerOf<'previewSpace'>

type Body<Operation extends 'validateStudy' | 'previewSpace'> = NonNullable<
  operations[Operation]['requestBody']
>['content']['application/json']

/** An answer, or why there is none. */
export type Checked<T> = { answer: T; faults: null } | { answer: null; faults: readonly Fault[] }

async function checked<T>(asked: Promise<T>): Promise<Checked<T>> {
  try {
    return { answer: await asked, faults: null }
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status >= 500 || error.status === 401) throw error
    const { faults, message } = error
    return { answer: null, faults: faults.length > 0 ? faults : [{ pointer: '', detail: message }] }
  }
}

export const checkQuery = (body: Json | null) =>
  queryOptions({
    queryKey: ['check', body],
    queryFn: ({ signal }): Promise<Checked<CheckedStudy>> =>
      checked(
        answerOf(
          client.POST('/v1/studies/validate', { body: body as Body<'validateStudy'>, signal }),
        ),
      ),
    enabled: body !== null,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  })

/** Only what the preview depends on, so that it is asked again for that alone. */
export const previewQuery = (body: Json | null) => {
  const { dataset, space, constraints, forbidden, validation } = body ?? {}
  const asked = { dataset, space, constraints, forbidden, validation, samples: 0 }
  return queryOptions({
    queryKey: ['preview', asked],
    queryFn: ({ signal }): Promise<Checked<SpacePreview>> =>
      checked(
        answerOf(
          client.POST('/v1/spaces/preview', { body: asked as Body<'previewSpace'>, signal }),
        ),
      ),
    enabled: space !== undefined,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  })
}

export const schemaQuery = queryOptions({
  queryKey: ['schema', 'study'],
  queryFn: async ({ signal }): Promise<Schema> =>
    (await fetchApi('/v1/schemas/study', { signal })).json(),
  staleTime: Number.POSITIVE_INFINITY,
})

type Registry = 'samplers' | 'pruners' | 'layers' | 'losses' | 'optimizers' | 'schedules'

export const registryQuery = (name: Registry) =>
  queryOptions({
    queryKey: ['registry', name],
    queryFn: async ({ signal }): Promise<Definition[]> =>
      (await answerOf(client.GET(`/v1/${name}`, { signal }))).items,
    staleTime: Number.POSITIVE_INFINITY,
  })

export const metricsQuery = queryOptions({
  queryKey: ['registry', 'metrics'],
  queryFn: async ({ signal }) => (await answerOf(client.GET('/v1/metrics', { signal }))).items,
  staleTime: Number.POSITIVE_INFINITY,
})

/** A value once it has not changed for a while. */
export function useSettled<T>(value: T, delayMs: number): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delayMs)
    return () => clearTimeout(timer)
  }, [value, delayMs])
  return settled
}
