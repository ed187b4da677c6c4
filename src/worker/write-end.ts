/** Stores how the training of a trial ended. */
import { studyTransaction } from '../db/client.ts'
import { putCheckpoint } from '../db/tables/blobs.ts'
import { lockStudyRow } from '../db/tables/studies/study-row.ts'
import type { ClaimedTrial } from '../db/tables/trials/claim-trials.ts'
import type { TrialEnd } from '../db/tables/trials/end-trials.ts'
import { releaseTrial, type StudyLimit } from '../db/tables/trials/leases.ts'
import { computeRankValue } from '../study/lifecycle/finish-trials.ts'
import { firstObjective } from '../study/objectives.ts'
import type { StudySpec } from '../study/study-spec.ts'
import { inherits } from '../study/suggest/inheritance.ts'
import { firstLine } from './faults/failure-reason.ts'
import type { GiveUpTools } from './faults/give-up.ts'
import type { SpentTraining, TrainEnd } from './trainer/protocol.ts'

export interface EndedTraining {
  spec: StudySpec
  trial: ClaimedTrial
  spent: SpentTraining
  pruneReason: string // empty if the trial was not pruned
  limit: StudyLimit | null // of the study, if it ended the trial
}

export async function writeEnd(
  { db, tell }: Pick<GiveUpTools, 'db' | 'tell'>,
  { spec, trial, spent, pruneReason, limit }: EndedTraining,
  end: Exclude<TrainEnd, { how: 'broken' }>,
): Promise<void> {
  if (end.how === 'released') {
    await studyTransaction(db, trial.studyId, async (sql) => {
      await lockStudyRow(sql, trial.studyId)
      // must happen while the lease is held
      if (end.checkpoint) await putCheckpoint(sql, trial, Buffer.from(end.checkpoint))
      const { durationMs } = spent
      await releaseTrial(sql, trial, { durationMs, isVoluntary: true })
    })
    return
  }
  const { keepModels } = spec
  const told = {
    lease: trial,
    end: trialEnd(spec, { trial, pruneReason, limit }, end),
    ...spent,
    keepModels,
    isCopy: trial.copyOf !== null,
    isInherited: inherits(spec),
  }
  if (end.how !== 'complete') return tell(told)
  const { model, heldOut } = end
  await tell({
    ...told,
    model: Buffer.from(model),
    ...(heldOut && { heldOut: Buffer.from(heldOut) }),
  })
}

function trialEnd(
  spec: StudySpec,
  { trial, pruneReason, limit }: Pick<EndedTraining, 'trial' | 'pruneReason' | 'limit'>,
  end: Exclude<TrainEnd, { how: 'released' | 'broken' }>,
): TrialEnd {
  if (end.how === 'complete') {
    const { direction } = firstObjective(spec)
    const { step, value, classes, isCut, lastStep } = end
    if (value === null) return { state: 'complete', values: [], rankValue: null, step, classes }
    const rankValue = computeRankValue(value, direction)
    const { epochs } = trial.spec as { epochs: number }
    const reason = `${limit}: stopped after epoch ${lastStep} of ${epochs}`
    return {
      state: 'complete',
      values: [value],
      rankValue,
      step,
      classes,
      ...(isCut && { reason }),
    }
  }
  if (end.how === 'failed')
    return { state: 'failed', reason: firstLine(end.reason), step: end.step }
  if (pruneReason === '' && limit !== null) {
    return { state: 'cancelled', reason: `${limit}: before its first epoch`, step: null }
  }
  return { state: 'pruned', reason: pruneReason, step: end.step, value: end.value }
}
