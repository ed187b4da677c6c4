/** Deletes studies: at once, or after a time in which the deletion can be undone. */
import { type Db, longTransaction, studyTransaction } from '../../db/client.ts'
import { dropStudyData } from '../../db/tables/blobs.ts'
import {
  deleteStudyRow,
  markDeleted,
  setStudyState,
  unmarkDeleted,
} from '../../db/tables/studies/change-study.ts'
import { studiesToRemove } from '../../db/tables/studies/find-studies.ts'
import { lockStudy, type StudyRow } from '../../db/tables/studies/study-row.ts'
import { Problem } from '../../errors.ts'
import type { Queues } from '../../queue.ts'
import { requireStudy } from '../require.ts'

/** Deletes the study with its trials, metrics, models and events. */
export async function deleteStudy(db: Db, studyId: string): Promise<void> {
  await remove(db, studyId, () => true)
}

/** Hides the study, and pauses it if it runs. `removeDeleted` removes it after `seconds`. */
export async function deleteStudyLater(db: Db, studyId: string, seconds: number): Promise<void> {
  await studyTransaction(db, studyId, async (sql) => {
    const study = requireStudy(await lockStudy(sql, studyId), studyId)
    const resumeWhenRestored = study.state === 'running'
    await markDeleted(sql, studyId, { seconds, resumeWhenRestored })
    await setStudyState(sql, { studyId, from: ['running'], to: 'paused' })
  })
}

/** Undoes `deleteStudyLater`: the study is as before. Does nothing to a study that is not deleted. */
export async function restoreStudy(db: Db, queues: Queues, studyId: string): Promise<void> {
  await studyTransaction(db, studyId, async (sql) => {
    requireStudy(await lockStudy(sql, studyId), studyId)
    const ran = await unmarkDeleted(sql, studyId)
    if (ran) await setStudyState(sql, { studyId, from: ['paused'], to: 'running' })
  })
  await queues.addSearch(studyId)
}

/** Removes the deleted studies whose time to undo is over; any number of processes may run it. */
export async function removeDeleted(db: Db): Promise<void> {
  for (const id of await studiesToRemove(db.pool)) {
    await remove(db, id, ({ isRemovable }) => isRemovable).catch((error) => {
      // another process has removed it
      if (!(error instanceof Problem && error.type === 'study-not-found')) throw error
    })
  }
}

async function remove(
  db: Db,
  studyId: string,
  isRemoved: (study: StudyRow) => boolean,
): Promise<void> {
  await db.studyMutex.runExclusive(studyId, () =>
    longTransaction(db.pool, async (sql) => {
      const study = requireStudy(await lockStudy(sql, studyId), studyId)
      if (!isRemoved(study)) return
      await deleteStudyRow(sql, studyId)
      await dropStudyData(sql, studyId)
    }),
  )
}
