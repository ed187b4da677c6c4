/**
 * The search job: under the study's lock, recovers lost trials, applies stop rules, suggests trials for free slots,
 * and ends the search if nothing is left; then it sees to the finalists and the refit. Idempotent; any process may run it at any time.
 */
import type { Db, Sql } from '../../db/client.ts'
import { lockStudy, rereadStudy, type StudyRow } from '../../db/tables/studies/study-row.ts'
import { expireLeases } from '../../db/tables/trials/leases.ts'
import {
  type OpenTrial,
  readRunningShapes,
  readWaitingTrials,
} from '../../db/tables/trials/open-trials.ts'
import { workerCapacity } from '../../db/tables/workers.ts'
import type { Queues } from '../../queue.ts'
import { samplers } from '../../search/samplers/index.ts'
import { advanceRound } from '../finalists/advance-round.ts'
import { moveSearchEnd } from '../finalists/search-end.ts'
import { storedSpec } from '../study-spec.ts'
import {
  type LockedResult,
  type Prepared,
  prepareOutsideLock,
} from '../suggest/prepare-outside-lock.ts'
import { suggestTrials } from '../suggest/suggest-trials.ts'
import type { Suggester } from '../suggest/suggester.ts'
import { efficientGroupSize } from '../trial-shape.ts'
import { endIfIdle, endIfStopped } from './end-study.ts'
import { groupHeads } from './group-heads.ts'

/** Groups per trainer to keep in the queue if suggestions do not need results, so that the queue never runs dry. */
const groupsAheadPerTrainer = 3
/**
 * Trials per trainer that may be suggested without each other's results: more lanes are faster, but results improve
 * suggestions.
 */
const maxUninformedPerTrainer = 4

/**
 * Brings a study up to date, and adds `train` jobs for waiting trials. Does nothing if the study is not running or was
 * deleted.
 */
export async function advance(
  { db, queues, suggester }: { db: Db; queues: Queues; suggester: Suggester },
  studyId: string,
): Promise<void> {
  const { heads, isCut } = await prepareOutsideLock(
    { db, suggester },
    studyId,
    async (sql, prepared) => {
      const found = await lockStudy(sql, studyId)
      if (found?.state !== 'running') return nothing
      const study = await reclaimExpired(sql, found)
      if (study.phase !== 'search') return { ...nothing, heads: await advanceRound(sql, study) }
      const searched = await search(sql, suggester, study, prepared)
      // the end of the search may have begun its finalists
      const now = await rereadStudy(sql, study.id)
      if (now.state !== 'running' || now.phase === 'search') return searched
      return { ...nothing, heads: await advanceRound(sql, now) }
    },
  )
  // jobs are added for the first trial of every group: existing jobs have the same id, lost ones are restored
  await queues.addTrain(heads.map(({ number, fencing }) => ({ studyId, number, fencing })))
  if (isCut) await queues.addSearch(studyId)
}

interface Filled extends LockedResult {
  heads: OpenTrial[]
  isCut: boolean
}

const nothing: Filled = { heads: [], isCut: false, needed: null }

/** Applies stop rules, suggests trials, and ends the search if nothing is left. */
async function search(
  sql: Sql,
  suggester: Suggester,
  found: StudyRow,
  prepared: Prepared,
): Promise<Filled> {
  const study = await moveSearchEnd(sql, found)
  const isStopped = await endIfStopped(sql, study, prepared.improvementAfter)
  if (typeof isStopped === 'object') return { ...nothing, needed: isStopped }
  if (isStopped) return nothing
  if (study.datasetId === null) {
    await endIfIdle(sql, study)
    return nothing
  }
  return fillSlots(sql, suggester, study, prepared)
}

/** Suggests as many trials as the workers can take; returns the first trials of all waiting groups. */
async function fillSlots(
  sql: Sql,
  suggester: Suggester,
  found: StudyRow,
  { suggestions: prepared }: Prepared,
): Promise<Filled> {
  const workers = await workerCapacity(sql)
  const capacity = Math.max(1, workers.trainers)
  let study = found
  let waiting = await readWaitingTrials(sql, study.id)
  let isAll = !suggestsAhead(study)
  // the efficient group size depends on the shapes of trials, so it is computed again after the first ones exist
  let isCut = false
  let needed: Filled['needed'] = null
  const running = await readRunningShapes(sql, study.id)
  for (let pass = 0; pass < 2 && !isCut; pass++) {
    const shapes = [...running, ...waiting.map(({ shape }) => shape)]
    const lanes = Math.max(1, ...shapes.map((shape) => efficientGroupSize(shape, workers)))
    const free = maxOpenTrials(study, { capacity, lanes }) - study.counts.running - waiting.length
    if (free <= 0) break
    const suggested = await suggestTrials(sql, suggester, study, {
      count: free,
      prepared: pass === 0 ? prepared : null,
    })
    if (suggested === null) {
      needed = { suggestions: free, isRest: false }
      break
    }
    study = await rereadStudy(sql, study.id)
    waiting = await readWaitingTrials(sql, study.id)
    if (suggested.isOutOfTime) {
      needed = { suggestions: free - suggested.waiting, isRest: true }
      break
    }
    isCut = suggested.isCut
    if (isCut || suggested.isFull) continue
    isAll = true
    break
  }
  if (!isCut && needed === null) await endIfIdle(sql, study)
  const open = waiting.length + study.counts.running
  return { heads: groupHeads(waiting, { open, capacity, device: workers, isAll }), isCut, needed }
}

/** Releases trials with expired leases; returns the updated study. */
export async function reclaimExpired(sql: Sql, study: StudyRow): Promise<StudyRow> {
  const { maxAttempts } = storedSpec(study)
  const expired = await expireLeases(sql, { studyId: study.id, maxAttempts })
  return expired === 0 ? study : rereadStudy(sql, study.id)
}

/** Maximum number of open trials. */
function maxOpenTrials(
  study: StudyRow,
  { capacity, lanes }: { capacity: number; lanes: number },
): number {
  if (study.parallelism !== null) return study.parallelism
  return (
    capacity *
    (suggestsAhead(study)
      ? lanes * groupsAheadPerTrainer
      : Math.min(lanes, maxUninformedPerTrainer))
  )
}

/** Are trials suggested ahead of results? */
function suggestsAhead(study: StudyRow): boolean {
  const { sampler } = storedSpec(study)
  return study.parallelism === null && !samplers[sampler.type].usesHistory
}
