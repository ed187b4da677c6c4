/** Claims trials that train together: the one named by a job, and waiting trials of the same shape. */
import { type Db, studyTransaction } from '../../db/client.ts'
import { lockStudyRow } from '../../db/tables/studies/study-row.ts'
import { type ClaimedTrial, claimTrials } from '../../db/tables/trials/claim-trials.ts'
import { countOpen, readWaitingTrials } from '../../db/tables/trials/open-trials.ts'
import { workerCapacity } from '../../db/tables/workers.ts'
import { groupSize } from './group-heads.ts'

/**
 * @param number    of the first trial
 * @param isSingle  claim one trial only, so that its numbers do not depend on other trials
 * @returns         empty if that trial is no longer waiting
 */
export async function claimGroup(
  db: Db,
  claim: {
    studyId: string
    number: number
    owner: string
    leaseMs: number
    device: string
    trainer: number | null // see claimTrials
    isSingle: boolean
  },
): Promise<ClaimedTrial[]> {
  const { studyId, number, device, isSingle, ...lease } = claim
  return studyTransaction(db, studyId, async (sql) => {
    await lockStudyRow(sql, studyId)
    const waiting = await readWaitingTrials(sql, studyId)
    const first = waiting.find((trial) => trial.number === number)
    if (!first) return []
    const workers = await workerCapacity(sql)
    const open = await countOpen(sql, studyId)
    const size = isSingle
      ? 1
      : groupSize(first, { device: workers, open, capacity: workers.trainers })
    const others = waiting.filter(
      ({ number: other, shape, attempt }) =>
        other > number && shape === first.shape && attempt === 0,
    )
    const numbers = [first, ...others].slice(0, size).map((trial) => trial.number)
    return claimTrials(sql, { studyId, numbers, limit: size, device, ...lease })
  })
}
