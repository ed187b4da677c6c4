/** A trial that broke off: whose fault was it? The machine's: another tries. Its own: it fails. */
import { type Db, studyTransaction } from '../../db/client.ts'
import { lockStudyRow } from '../../db/tables/studies/study-row.ts'
import type { ClaimedTrial } from '../../db/tables/trials/claim-trials.ts'
import type { TrialEnd } from '../../db/tables/trials/end-trials.ts'
import { type Release, releaseTrial } from '../../db/tables/trials/leases.ts'
import { transientFault } from '../../db/transient-fault.ts'
import type { Queues } from '../../queue.ts'
import type { FinishedTrial } from '../../study/lifecycle/finish-trials.ts'
import type { StudySpec } from '../../study/study-spec.ts'
import { inherits } from '../../study/suggest/inheritance.ts'
import { TrainerDied } from '../trainer/trainer.ts'
import { failureReason } from './failure-reason.ts'
import { machineFault } from './machine-fault.ts'
import type { Soundness } from './soundness.ts'

/** So often may a trial find too little memory: once beside others, then alone; then it is the one that is too large. */
const mostOutOfMemory = 3

export interface GiveUpTools {
  db: Db
  queues: Queues
  soundness: Soundness
  /** Resolves when the end is written, or turned out to come too late. */
  tell(told: FinishedTrial): Promise<void>
}

export interface BrokenOff {
  spec: StudySpec
  trial: ClaimedTrial
  isAlone: boolean // in its group
  durationMs: number
}

/** By a fault of the machine: no attempt is used up. Counted, it may keep this worker from taking more. */
export async function giveBack(
  tools: GiveUpTools,
  broken: BrokenOff,
  { reason, isOutOfMemory }: { reason: string; isOutOfMemory: boolean },
): Promise<void> {
  const { trial, isAlone, durationMs } = broken
  tools.soundness.failed(reason)
  if (isOutOfMemory && isAlone && trial.outOfMemory + 1 >= mostOutOfMemory) {
    await fail(tools, broken, 'out-of-memory')
    return
  }
  await release(tools, trial, { durationMs, isVoluntary: true, isOutOfMemory })
}

/**
 * A dead trainer is tried again elsewhere, alone. What the machine or the database is to blame for is tried again, and uses
 * up no attempt. Anything else would fail the same way again, and so would a trial that alone takes too much memory.
 */
export async function giveUp(tools: GiveUpTools, broken: BrokenOff, error: unknown): Promise<void> {
  const { spec, trial, isAlone, durationMs } = broken
  if (error instanceof TrainerDied) {
    if (error.isOutOfMemory && isAlone) return fail(tools, broken, 'out-of-memory')
    const { maxAttempts } = spec
    const reason = failureReason(error)
    return release(tools, trial, { durationMs, isVoluntary: false, maxAttempts, reason })
  }
  if (transientFault(error) !== null) {
    return release(tools, trial, { durationMs, isVoluntary: true })
  }
  const fault = machineFault(error)
  if (fault !== null) return giveBack(tools, broken, { reason: fault, isOutOfMemory: false })
  return fail(tools, broken, `error: ${failureReason(error)}`)
}

async function fail(
  { tell }: GiveUpTools,
  { spec, trial, durationMs }: BrokenOff,
  reason: string,
): Promise<void> {
  const end: TrialEnd = { state: 'failed', reason, step: null }
  const { keepModels } = spec
  await tell({ lease: trial, end, durationMs, keepModels, isInherited: inherits(spec) })
}

async function release(
  { db, queues }: GiveUpTools,
  trial: ClaimedTrial,
  how: Release,
): Promise<void> {
  await studyTransaction(db, trial.studyId, async (sql) => {
    await lockStudyRow(sql, trial.studyId)
    await releaseTrial(sql, trial, how)
  })
  await queues.addSearch(trial.studyId)
}
