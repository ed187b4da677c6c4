import { readStudyAnswer, StudyAnswer } from '../../study/answers/studies/study-answer.ts'
import { cancelStudy, pauseStudy, resumeStudy } from '../../study/lifecycle/control.ts'
import { restoreStudy } from '../../study/lifecycle/delete-study.ts'
import type { Api, ApiTools } from '../app.ts'
import { bodyRefusals, StudyParams } from '../schemas/common.ts'

/** Pause, resume, cancel and restore. Each responds with the study and is idempotent. */
export async function controlRoutes(app: Api, { db, queues }: ApiTools): Promise<void> {
  const verbs = {
    pause: [
      'Pause a study: running epochs end, nothing new starts',
      (id: string) => pauseStudy(db, id),
    ],
    resume: ['Resume a paused study', (id: string) => resumeStudy(db, queues, id)],
    cancel: ['Cancel a study and its open trials at once', (id: string) => cancelStudy(db, id)],
    restore: [
      'Restore a study that was deleted with a time to undo; it runs again if it ran',
      (id: string) => restoreStudy(db, queues, id),
    ],
  } as const
  for (const [verb, [summary, act]] of Object.entries(verbs)) {
    app.post(
      `/v1/studies/:id/${verb}`,
      {
        schema: {
          operationId: `${verb}Study`,
          summary,
          tags: ['studies'],
          params: StudyParams,
          response: { 200: StudyAnswer, ...bodyRefusals('study-not-found', 'wrong-state') },
        },
      },
      async ({ params }) => {
        await act(params.id)
        return readStudyAnswer(db.pool, params.id)
      },
    )
  }
}
