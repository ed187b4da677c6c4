/** Changes of a study by a form: what was refused stays in the form, with its pointers. */
import { useMutation } from '@tanstack/react-query'
import { answerOf, client } from '../../../api/client.ts'
import type { paths } from '../../../api/generated/schema.d.ts'
import { ApiProblem } from '../../../api/problem.ts'
import { queryClient, studyKey } from '../../../api/queries.ts'

export type StudyChange = NonNullable<
  paths['/v1/studies/{id}']['patch']['requestBody']
>['content']['application/json']

/** @param onDone  after the change is stored and read again */
export function usePatchStudy(id: string, onDone: () => void) {
  return useMutation({
    mutationFn: (body: StudyChange) =>
      answerOf(client.PATCH('/v1/studies/{id}', { params: { path: { id } }, body })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: studyKey(id) })
      onDone()
    },
  })
}

/** The fault at a pointer, for the field that it belongs to. */
export function faultAt(error: unknown, pointer: string): string | null {
  if (!(error instanceof ApiProblem)) return null
  return error.faults.find((fault) => fault.pointer.startsWith(pointer))?.detail ?? null
}

/** What no field shows. */
export function otherFault(error: unknown, pointers: readonly string[]): string | null {
  if (error === null || error === undefined) return null
  if (error instanceof ApiProblem && pointers.some((pointer) => faultAt(error, pointer) !== null))
    return null
  const faults = error instanceof ApiProblem ? error.faults : []
  const message = error instanceof Error ? error.message : String(error)
  return [message, ...faults.map(({ pointer, detail }) => `${pointer} ${detail}`)].join(' · ')
}
