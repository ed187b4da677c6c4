/** Ends a trial that was aborted by an error: it is released if the machine was at fault, and fails otherwise. */
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

/** A trial that runs out of memory this many times, the last time alone in its group, is too large and fails. */
const mostOutOfMemory = 3

export interface GiveUpTools {
  db: Db
  queues: Queues
  soundness: Soundness
  /** Resolves when the end is stored, or was rejected because the lease was lost. */
  tell(told: FinishedTrial): Promise<void>
}

export interface BrokenOff {
  spec: StudySpec
  trial: ClaimedTrial
  isAlone: boolean // in its group
  durationMs: number
}

/** Releases a trial after a machine fault. It uses up no attempt, but counts against the worker (see `Soundness`). */
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
 * Releases or fails a trial after an error. If its trainer died, the trial is retried alone in its group. If the
 * machine or the database was at fault, it is retried without using up an attempt. Any other error would occur again,
 * as would running out of memory alone, so the trial fails.
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
  const isCopy = trial.copyOf !== null
  await tell({
    lease: trial,
    end,
    durationMs,
    execution: null,
    peakBytes: null,
    keepModels,
    isCopy,
    isInherited: inherits(spec),
  })
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
