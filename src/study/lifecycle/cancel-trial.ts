/** Cancels a single trial. */
import { type Db, studyTransaction } from '../../db/client.ts'
import { lockStudy, rereadStudy } from '../../db/tables/studies/study-row.ts'
import { cancelTrials } from '../../db/tables/trials/end-trials.ts'
import { readTrialState } from '../../db/tables/trials/open-trials.ts'
import { Problem } from '../../errors.ts'
import type { Queues } from '../../queue.ts'
import { requireStudy, requireTrial } from '../require.ts'
import { endIfDone } from './end-study.ts'

/** Cancels an open trial, also of a study that workers train. Cancelling it again changes nothing. */
export async function cancelTrial(
  { db, queues }: { db: Db; queues: Queues },
  studyId: string,
  number: number,
): Promise<void> {
  await studyTransaction(db, studyId, async (sql) => {
    requireStudy(await lockStudy(sql, studyId), studyId)
    const cancelled = await cancelTrials(sql, {
      studyId,
      numbers: [number],
      states: ['waiting', 'running'],
      reason: 'cancelled by the user',
    })
    if (cancelled.length === 0) {
      const { state } = requireTrial(await readTrialState(sql, studyId, number), studyId, number)
      if (state !== 'cancelled') throw new Problem('wrong-state', `Trial ${number} is ${state}.`)
    }
    // the expected improvement takes long, so it is left to the search job
    await endIfDone(sql, await rereadStudy(sql, studyId), null)
  })
  await queues.addSearch(studyId)
}
