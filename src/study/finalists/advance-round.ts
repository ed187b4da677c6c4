/** Moves a study on after its search: from its finalists to the refit, and to its end. The caller holds its lock. */
import type { Sql } from '../../db/client.ts'
import { dropHeldOut } from '../../db/tables/blobs.ts'
import { setStudyState } from '../../db/tables/studies/change-study.ts'
import {
  type FinalModel,
  readRound,
  setFinalModel,
  setPhase,
  writeRound,
} from '../../db/tables/studies/final-round.ts'
import type { StudyRow } from '../../db/tables/studies/study-row.ts'
import { type Copy, readCandidate, readCopies } from '../../db/tables/trials/copies.ts'
import { cancelTrials } from '../../db/tables/trials/end-trials.ts'
import { countOpen, type OpenTrial, readWaitingTrials } from '../../db/tables/trials/open-trials.ts'
import { workerCapacity } from '../../db/tables/workers.ts'
import type { Calibration } from '../../engine/calibration/calibration.ts'
import { bestFirst, type Direction } from '../../search/compare/direction.ts'
import type { TrialState } from '../../search/trial.ts'
import { graceSeconds } from '../lifecycle/grace.ts'
import { groupHeads } from '../lifecycle/group-heads.ts'
import { firstObjective } from '../objectives.ts'
import { storedSpec } from '../study-spec.ts'
import { meanCalibration } from './calibrate-refit.ts'
import { chooseBlend } from './choose-blend.ts'
import type { FinalRound } from './finalists-spec.ts'
import { type Finalist, rankRound, selectionOf } from './rank-round.ts'
import { bestEpochs, insertRefit } from './refit.ts'

/** @returns the first trials of the waiting groups; none once the study has ended */
export async function advanceRound(sql: Sql, study: StudyRow): Promise<OpenTrial[]> {
  await endLate(sql, study)
  if ((await countOpen(sql, study.id)) === 0) {
    const isRefitting = study.phase === 'finalists' && (await beginRefit(sql, study))
    if (!isRefitting) await endRound(sql, study)
  }
  const waiting = await readWaitingTrials(sql, study.id)
  const device = await workerCapacity(sql)
  const open = await countOpen(sql, study.id)
  const capacity = Math.max(1, device.trainers)
  return groupHeads(waiting, { open, capacity, device, isAll: true })
}

/**
 * After the time for finalists: none begins, and workers end the running ones at their best epoch (see `RenewedLease`).
 * One whose epoch is not over well after the time is cancelled, so that the refit can begin; a refit that is not over well
 * after the time of the round as well, since a schedule that is cut short makes a worse model than the finalists are.
 */
async function endLate(sql: Sql, study: StudyRow): Promise<void> {
  const { until, end, phaseStartSeconds } = (await readRound(sql, study.id)) as FinalRound
  if (study.phase === 'refit') {
    if (end === undefined || study.activeSeconds < end + graceSeconds(end)) return
    const reason = 'time of the finalists: the refit was not over'
    const states: TrialState[] = ['waiting', 'running']
    await cancelTrials(sql, { studyId: study.id, numbers: null, states, reason })
    return
  }
  if (until === undefined || study.activeSeconds < until) return
  const cancel = { studyId: study.id, numbers: null }
  const reason = 'time of the finalists'
  await cancelTrials(sql, { ...cancel, states: ['waiting'], reason: `${reason}: not begun` })
  if (study.activeSeconds < until + graceSeconds(until - phaseStartSeconds)) return
  const late = `${reason}: its epoch was not over`
  await cancelTrials(sql, { ...cancel, states: ['running'], reason: late })
}

/** The finalists are trained: notes what they say of the search, and begins the refits if asked for. */
async function beginRefit(sql: Sql, study: StudyRow): Promise<boolean> {
  const { id, direction } = study
  const round = (await readRound(sql, id)) as FinalRound
  const spec = storedSpec(study)
  const copies = await readCopies(sql, id, round.from)
  const ranked = rankRound(round, copies, { spec, direction })
  const selection = selectionOf(round, ranked, direction)
  const ranking = ranked.map(({ one, mean, interval, isTied }, index) => ({
    ...{ trial: one.trial, rank: index + 1, mean, interval, tied: isTied },
  }))
  const { ensemble } = round
  const objective = firstObjective(spec)
  const chosen = ensemble && (await chooseBlend(sql, id, { ensemble, copies, objective }))
  await dropHeldOut(sql, id)
  const blend = chosen?.blend
  const finalists = ranked.map(({ one }) => one)
  const winner = finalists[0] ?? { trial: round.chosen[0]!.trial, copies: [] }
  const ofMember = (copyOf: number) => finalists.find(({ trial }) => trial === copyOf)!
  const calibration = chosen ? chosen.calibration : await calibrationOf(sql, id, winner)
  const known: FinalRound = {
    ...{ ...round, ranking },
    ...(selection && { selection }),
    ...(blend && { blend }),
    ...(calibration && { calibration }),
  }
  if (!round.refit) {
    await writeRound(sql, id, known)
    return false
  }
  const trained = blend ? blend.members.map(({ copyOf }) => ofMember(copyOf)) : [winner]
  const refits: number[] = []
  for (const one of trained) refits.push(await refitOf(sql, study, one, calibration))
  const members = blend?.members.map((member, at) => ({ ...member, refit: refits[at]! }))
  const refitted: FinalRound = {
    ...known,
    ...(blend && members && { blend: { ...blend, members } }),
    ...{ phaseFrom: refits[0]!, phaseStartSeconds: study.activeSeconds },
  }
  await setPhase(sql, id, { phase: 'refit', round: refitted })
  return true
}

/** Of the winner's trainings; of its trial in the search if none is complete. */
async function calibrationOf(
  sql: Sql,
  studyId: string,
  { trial, copies }: Pick<Finalist, 'trial' | 'copies'>,
): Promise<Calibration | null> {
  const { spec } = await readCandidate(sql, studyId, trial)
  const complete = copies.flatMap(({ number, state }) => (state === 'complete' ? [number] : []))
  return meanCalibration(sql, studyId, {
    spec,
    trainings: complete.length > 0 ? complete : [trial],
  })
}

/** @returns the number of the refit */
async function refitOf(
  sql: Sql,
  study: StudyRow,
  { trial, copies }: Pick<Finalist, 'trial' | 'copies'>,
  calibration: Calibration | null,
): Promise<number> {
  const of = await readCandidate(sql, study.id, trial)
  const steps = copies.map(({ state, step }) => (state === 'complete' ? step : null))
  const epochs = bestEpochs(copies.length > 0 ? steps : [of.step], of.spec)
  return insertRefit(sql, study, { of, epochs, calibration })
}

/** Names the final model, and ends the study as its search had ended. */
async function endRound(sql: Sql, study: StudyRow): Promise<void> {
  const { id, direction } = study
  const round = (await readRound(sql, id)) as FinalRound
  const copies = await readCopies(sql, id, round.from)
  const ranked = rankRound(round, copies, { spec: storedSpec(study), direction })
  const model =
    blendModel(round, copies) ??
    finalModel(copies, { winner: ranked[0]?.one.copies ?? [], round, direction })
  await setFinalModel(sql, id, { model, roundFrom: round.from })
  await setStudyState(sql, { studyId: id, from: ['running'], to: 'complete' })
}

/** The refits of the members, or the members themselves if they were not trained again or one of the refits failed. */
function blendModel(
  { blend, calibration }: Pick<FinalRound, 'blend' | 'calibration'>,
  copies: readonly Copy[],
): FinalModel | null {
  if (!blend) return null
  const isComplete = (trial: number | undefined) =>
    copies.some(({ number, state }) => number === trial && state === 'complete')
  const areRefitted = blend.members.every(({ refit }) => isComplete(refit))
  const members = blend.members.map(({ trial, weight, refit }) => ({
    trial: areRefitted ? refit! : trial,
    weight,
  }))
  return { type: 'blend', members, ...(calibration && { calibration }) }
}

/** The refit; without it, the best of the winner's trainings, or the search's best trial if all copies failed. */
function finalModel(
  copies: readonly Copy[],
  {
    winner,
    round,
    direction,
  }: { winner: readonly Copy[]; round: FinalRound; direction: Direction },
): FinalModel {
  const single = (type: 'trial' | 'refit', trial: number): FinalModel => ({
    type,
    members: [{ trial, weight: 1 }],
  })
  const refit = copies.find(({ source, state }) => source === 'refit' && state === 'complete')
  const { calibration } = round
  if (refit) return { ...single('refit', refit.number), ...(calibration && { calibration }) }
  const byValue = bestFirst(direction)
  const [best] = winner
    .filter(({ state }) => state === 'complete')
    .sort((a, b) => byValue(a.value!, b.value!) || a.number - b.number)
  return single('trial', best?.number ?? round.chosen[0]!.trial)
}
