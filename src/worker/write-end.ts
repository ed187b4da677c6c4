/** Stores how the training of a trial ended. */
import { studyTransaction } from '../db/client.ts'
import { putCheckpoint } from '../db/tables/blobs.ts'
import { lockStudyRow } from '../db/tables/studies/study-row.ts'
import type { ClaimedTrial } from '../db/tables/trials/claim-trials.ts'
import type { TrialEnd } from '../db/tables/trials/end-trials.ts'
import { releaseTrial } from '../db/tables/trials/leases.ts'
import { computeRankValue } from '../study/lifecycle/finish-trials.ts'
import { firstObjective } from '../study/objectives.ts'
import type { StudySpec } from '../study/study-spec.ts'
import { inherits } from '../study/suggest/inheritance.ts'
import { firstLine } from './faults/failure-reason.ts'
import type { GiveUpTools } from './faults/give-up.ts'
import type { TrainEnd } from './trainer/protocol.ts'

export interface EndedTraining {
  spec: StudySpec
  trial: ClaimedTrial
  durationMs: number
  pruneReason: string // empty if the trial was not pruned
}

export async function writeEnd(
  { db, tell }: Pick<GiveUpTools, 'db' | 'tell'>,
  { spec, trial, durationMs, pruneReason }: EndedTraining,
  end: Exclude<TrainEnd, { how: 'broken' }>,
): Promise<void> {
  if (end.how === 'released') {
    await studyTransaction(db, trial.studyId, async (sql) => {
      await lockStudyRow(sql, trial.studyId)
      // must happen while the lease is held
      if (end.checkpoint) await putCheckpoint(sql, trial, Buffer.from(end.checkpoint))
      await releaseTrial(sql, trial, { durationMs, isVoluntary: true })
    })
    return
  }
  const { keepModels } = spec
  const told = {
    lease: trial,
    end: trialEnd(spec, pruneReason, end),
    durationMs,
    keepModels,
    isCopy: trial.copyOf !== null,
    isInherited: inherits(spec),
  }
  await tell(end.how === 'complete' ? { ...told, model: Buffer.from(end.model) } : told)
}

function trialEnd(
  spec: StudySpec,
  pruneReason: string,
  end: Exclude<TrainEnd, { how: 'released' | 'broken' }>,
): TrialEnd {
  if (end.how === 'complete') {
    const { direction } = firstObjective(spec)
    const { step, value, classes } = end
    const rankValue = computeRankValue(value, direction)
    return { state: 'complete', values: [value], rankValue, step, classes }
  }
  if (end.how === 'failed')
    return { state: 'failed', reason: firstLine(end.reason), step: end.step }
  return { state: 'pruned', reason: pruneReason, step: end.step, value: end.value }
}
