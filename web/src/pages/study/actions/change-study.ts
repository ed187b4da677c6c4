/** Changes of a study by a form: what was refused stays in the form, with its pointers. */
import { useMutation } from '@tanstack/react-query'
import { answerOf, client } from '../../../api/client.ts'
import type { paths } from '../../../api/generated/schema.d.ts'
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
