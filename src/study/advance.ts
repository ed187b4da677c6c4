/**
 * The search job: under the study's lock, take up what a crash left, stop what should stop, suggest for the free
 * slots, end the study when nothing is left. Any process may run it at any moment; run twice, it changes nothing.
 */
import { type Db, type Sql, transaction } from '../db/client.ts'
import { lockStudy, readStudy, type StudyRow, setStudyState } from '../db/studies.ts'
import { cancelTrials, expireLeases, waitingTrials } from '../db/trials.ts'
import { trainerCapacity } from '../db/workers.ts'
import type { Queues } from '../queue.ts'
import { samplers } from '../search/samplers/index.ts'
import { stopReasonOf } from './stop.ts'
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
    await lockStudy(sql, studyId)
    const study = await readStudy(sql, studyId)
    if (study?.state !== 'running') return nothing
    const { maxAttempts } = study.spec as StudySpec
    await expireLeases(sql, { studyId, maxAttempts })
    if (await endIfStopped(sql, studyId)) return nothing
    if (study.datasetId === null) {
      await endIfIdle(sql, studyId)
      return nothing
    }
    const current = await reread(sql, studyId)
    const free = (await slots(sql, current)) - current.counts.waiting - current.counts.running
    const suggested = free > 0 ? await suggestTrials(sql, current, free) : null
    await endIfIdle(sql, studyId)
    return { waiting: await waitingTrials(sql, studyId), isCut: suggested?.isCut ?? false }
  })
  // a job is added again for every trial that waits: the same job id makes it one, a lost one is cured
  await queues.addTrain(
    waiting.map(({ number, fencing }) => ({ studyId, numbers: [number], fencing })),
  )
  if (isCut) await queues.addSearch(studyId)
}

/** Stop rules: no new suggestions, what waits is cancelled, what runs may end. */
export async function endIfStopped(sql: Sql, studyId: string): Promise<boolean> {
  const study = await reread(sql, studyId)
  const reason = await stopReasonOf(sql, study)
  if (reason === null) return false
  await cancelTrials(sql, { studyId, numbers: null, states: ['waiting'], reason })
  const { counts } = await reread(sql, studyId)
  if (counts.running === 0) await end(sql, studyId, reason)
  return true
}

/** Ends the study when nothing is open and nothing more will be suggested. */
export async function endIfIdle(sql: Sql, studyId: string): Promise<void> {
  const study = await reread(sql, studyId)
  if (study.counts.waiting + study.counts.running > 0) return
  if (study.maxTrials !== null && study.nextNumber >= study.maxTrials) {
    await end(sql, studyId, 'budget.trials')
  } else if (study.isExhausted) {
    await end(sql, studyId, 'exhausted')
  }
}

async function end(sql: Sql, studyId: string, stopReason: string): Promise<void> {
  const { counts } = await reread(sql, studyId)
  // a search in which nothing could be trained is no success
  const isFailed = counts.complete + counts.pruned === 0 && counts.failed > 0
  await setStudyState(sql, {
    studyId,
    from: ['running'],
    to: isFailed ? 'failed' : 'complete',
    stopReason: isFailed ? `${stopReason}, all trials failed` : stopReason,
  })
}

/** Trials that may be open at once. */
async function slots(sql: Sql, study: StudyRow): Promise<number> {
  if (study.parallelism !== null) return study.parallelism
  const capacity = Math.max(1, await trainerCapacity(sql))
  const { sampler } = study.spec as StudySpec
  return samplers[sampler.type].usesHistory ? capacity : capacity * ahead
}

async function reread(sql: Sql, studyId: string): Promise<StudyRow> {
  const study = await readStudy(sql, studyId)
  if (!study) throw new Error(`study ${studyId} went away under its lock`)
  return study
}
