/**
 * The search job: under the study's lock, take up what a crash left, stop what should stop, suggest for the free
 * slots, end the study when nothing is left. Any process may run it at any moment; run twice, it changes nothing.
 */
import { type Db, type Sql, transaction } from '../db/client.ts'
import { lockStudy, rereadStudy, type StudyRow } from '../db/studies.ts'
import { expireLeases, waitingTrials } from '../db/trials.ts'
import { trainerCapacity } from '../db/workers.ts'
import type { Queues } from '../queue.ts'
import { samplers } from '../search/samplers/index.ts'
import { endIfIdle, endIfStopped } from './end-study.ts'
import type { StudySpec } from './study-spec.ts'
import { suggestTrials } from './suggest.ts'

/** Trials to have in hand for each trainer when suggestions need no results: the queue never runs dry. */
const ahead = 4

/**
 * Brings a study up to date; adds `train` jobs for all that waits.
 * Nothing happens for a study that is not running or was deleted.
 */
export async function advance(db: Db, queues: Queues, studyId: string): Promise<void> {
  const { waiting, isCut } = await transaction(db.pool, async (sql) => {
    const nothing = { waiting: [], isCut: false }
    const found = await lockStudy(sql, studyId)
    if (found?.state !== 'running') return nothing
    const study = await withoutLostTrials(sql, found)
    if (await endIfStopped(sql, study)) return nothing
    if (study.datasetId === null) {
      await endIfIdle(sql, study)
      return nothing
    }
    const free = (await slots(sql, study)) - study.counts.waiting - study.counts.running
    const suggested = free > 0 ? await suggestTrials(sql, study, free) : null
    await endIfIdle(sql, suggested ? await rereadStudy(sql, studyId) : study)
    return { waiting: await waitingTrials(sql, studyId), isCut: suggested?.isCut ?? false }
  })
  // a job is added again for every trial that waits: the same job id makes it one, a lost one is cured
  await queues.addTrain(
    waiting.map(({ number, fencing }) => ({ studyId, numbers: [number], fencing })),
  )
  if (isCut) await queues.addSearch(studyId)
}

/** Takes up what lost workers and silent clients left; the study as it is then. */
export async function withoutLostTrials(sql: Sql, study: StudyRow): Promise<StudyRow> {
  const { maxAttempts } = study.spec as StudySpec
  const expired = await expireLeases(sql, { studyId: study.id, maxAttempts })
  return expired === 0 ? study : rereadStudy(sql, study.id)
}

/** Trials that may be open at once. */
async function slots(sql: Sql, study: StudyRow): Promise<number> {
  if (study.parallelism !== null) return study.parallelism
  const capacity = Math.max(1, await trainerCapacity(sql))
  const { sampler } = study.spec as StudySpec
  return samplers[sampler.type].usesHistory ? capacity : capacity * ahead
}
