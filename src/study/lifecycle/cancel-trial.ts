/** Ends one trial by hand. */
import { type Db, studyTransaction } from '../../db/client.ts'
import { lockStudy, rereadStudy } from '../../db/tables/studies.ts'
import { cancelTrials } from '../../db/tables/trials.ts'
import { Problem } from '../../errors.ts'
import type { Queues } from '../../queue.ts'
import { endIfDone } from './end-study.ts'

/** Ends one open trial without a result, of a trained study too; a trial that is cancelled already stays so. */
export async function cancelTrial(
  { db, queues }: { db: Db; queues: Queues },
  studyId: string,
  number: number,
): Promise<void> {
  await studyTransaction(db, studyId, async (sql) => {
    const study = await lockStudy(sql, studyId)
    if (!study) throw new Problem('study-not-found', `No study ${studyId}.`)
    const cancelled = await cancelTrials(sql, {
      studyId,
      numbers: [number],
      states: ['waiting', 'running'],
      reason: 'cancelled by the user',
    })
    if (cancelled.length === 0) {
      const { rows } = await sql.query<{ state: string }>(
        'SELECT state FROM trial WHERE study_id = $1 AND number = $2',
        [studyId, number],
      )
      const state = rows[0]?.state
      if (state === undefined) {
        throw new Problem('trial-not-found', `Study ${studyId} has no trial ${number}.`)
      }
      if (state !== 'cancelled') throw new Problem('wrong-state', `Trial ${number} is ${state}.`)
    }
    // what takes long to know is for the search job
    await endIfDone(sql, await rereadStudy(sql, studyId), null)
  })
  await queues.addSearch(studyId)
}
