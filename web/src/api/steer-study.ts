/** Changes to a running study, with their notice and what is read again after them. */
import { showError, showToast } from '../ui/toast.tsx'
import { answerOf, client } from './client.ts'
import { queryClient, studiesKey, studyKey } from './queries.ts'

export type StudyVerb = 'pause' | 'resume' | 'cancel'

/** The verbs that a study in this state takes. */
export const verbsOf: Record<string, readonly StudyVerb[]> = {
  running: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
}

/** Longer than the notice is shown, since the pointer on it keeps it. */
const undoSeconds = 60

const steer = {
  pause: (path: { id: string }) => client.POST('/v1/studies/{id}/pause', { params: { path } }),
  resume: (path: { id: string }) => client.POST('/v1/studies/{id}/resume', { params: { path } }),
  cancel: (path: { id: string }) => client.POST('/v1/studies/{id}/cancel', { params: { path } }),
}

export async function steerStudy(id: string, verb: StudyVerb): Promise<void> {
  try {
    await answerOf(steer[verb]({ id }))
  } catch (error) {
    showError(`The study could not be changed: ${verb}`, error)
  }
  await readAgain(id)
}

/** Deletes studies; for a minute they can be restored, from the notice. */
export async function deleteStudies(
  studies: readonly { id: string; name: string }[],
): Promise<void> {
  const deleted: (typeof studies)[number][] = []
  for (const study of studies) {
    const params = { path: { id: study.id }, query: { undo: undoSeconds } }
    try {
      await answerOf(client.DELETE('/v1/studies/{id}', { params }))
      deleted.push(study)
    } catch (error) {
      showError(`“${study.name}” was not deleted`, error)
    }
  }
  await readAgain()
  const [first] = deleted
  if (first === undefined) return
  showToast({
    text: deleted.length === 1 ? `“${first.name}” deleted` : `${deleted.length} studies deleted`,
    action: { text: 'Undo', onPress: () => void restoreStudies(deleted) },
  })
}

async function restoreStudies(studies: readonly { id: string; name: string }[]): Promise<void> {
  for (const { id, name } of studies) {
    try {
      await answerOf(client.POST('/v1/studies/{id}/restore', { params: { path: { id } } }))
    } catch (error) {
      showError(`“${name}” could not be restored`, error)
    }
  }
  await readAgain()
}

async function readAgain(id?: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: studiesKey }),
    ...(id === undefined ? [] : [queryClient.invalidateQueries({ queryKey: studyKey(id) })]),
  ])
}
