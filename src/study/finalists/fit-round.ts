/** Fits a round into its seconds by what the trials of the search took. The caller holds the study's lock. */
import { countFolds, validationFraction } from '../../data/split/validation.ts'
import type { Sql } from '../../db/client.ts'
import type { StudyRow } from '../../db/tables/studies/study-row.ts'
import { type Candidate, readTrainedSeconds } from '../../db/tables/trials/copies.ts'
import { availableTrainers } from '../../db/tables/workers.ts'
import { graceSeconds } from '../lifecycle/grace.ts'
import { storedSpec } from '../study-spec.ts'
import { fillsCore, shownSeconds } from '../training-time.ts'
import type { FinalistsSpec, FinalRound } from './finalists-spec.ts'
import { bestEpochs } from './refit.ts'
import {
  type MeasuredTrial,
  type RoundNeeds,
  type RoundSize,
  sizeOf,
  sizeRound,
} from './size-round.ts'

type Fitted = Pick<FinalRound, 'top' | 'seeds' | 'refit' | 'until' | 'end' | 'reason'>

export interface RoundToFit {
  finalists: Pick<FinalistsSpec, 'top' | 'seeds' | 'share'>
  chosen: readonly Candidate[] // the trials that may be finalists, best first
  refits: number // at most, after the finalists
  left: number // seconds for the finalists and the refits
}

/** Trainings of one trial share a group, and so its compiling. Seen in searches of 20 and 60 s over three tables: 0.75 to 1. */
const groupFactor = 0.85
/** Folds train side by side as lanes; a network that trains alone costs more than its share of them. */
const aloneFactor = 2
/**
 * Share of the seconds by which a round may be over late, if it then trains more: it is fitted when the search's last
 * epochs are over, often a little later than the search's end was set for.
 */
const lateShare = 0.03
/** A round is also begun, ranked and ended. */
export const betweenSeconds = 0.5

/** @returns  as asked for if the chosen trials have no times; `seeds` is 0 where only the refit is left */
export async function fitRound(sql: Sql, study: StudyRow, round: RoundToFit): Promise<Fitted> {
  const { finalists, left, refits } = round
  const { top, seeds, share } = finalists
  const end = study.activeSeconds + left
  const asWished = { top, seeds, refit: refits > 0, end }
  const measured = await measureRound(sql, study, round)
  if (measured === null) return { ...asWished, until: end }
  const { trials, needs } = measured
  const asked = sizeOf(trials, needs)
  const late = share === undefined ? 0 : lateShare * end
  const size = sizeRound(trials, needs, left + late)
  const until = end + late - size.refitSeconds
  if (size.top === asked.top && size.seeds === seeds) return { ...asWished, until }
  const whole = asked.finalistSeconds + asked.refitSeconds
  const option = share === undefined ? 'finalists.seconds' : 'finalists.share'
  const reason = `${option}: ${asked.top * seeds} trainings${refits > 0 ? ' and the refit' : ''} would take about ${shownSeconds(whole)} s, and ${shownSeconds(Math.max(0, left))} s are left`
  const refit = refits > 0 && !isTooLate(size, { left, end })
  return { top: Math.max(1, size.top), seeds: size.seeds, refit, until, end, reason }
}

/** Seconds that the round will take, once it is fitted into what is left; null while that is unknown. */
export async function expectedSeconds(
  sql: Sql,
  study: StudyRow,
  round: RoundToFit & { end: number }, // running time of the study at which all has to be over
): Promise<number | null> {
  const measured = await measureRound(sql, study, round)
  if (measured === null) return null
  const { left, end } = round
  const size = sizeRound(measured.trials, measured.needs, left)
  const trained = isTooLate(size, { left, end }) ? 0 : size.finalistSeconds + size.refitSeconds
  return trained + betweenSeconds
}

/** Whether only a refit is left, which would be cancelled, see `advanceRound`. */
function isTooLate(
  { seeds, refitSeconds }: RoundSize,
  { left, end }: { left: number; end: number },
): boolean {
  return seeds === 0 && refitSeconds > left + graceSeconds(end)
}

/** Null if there are no trials yet, or if some have no times. */
async function measureRound(
  sql: Sql,
  study: StudyRow,
  { finalists: { top, seeds }, chosen, refits }: RoundToFit,
): Promise<{ trials: MeasuredTrial[]; needs: RoundNeeds } | null> {
  const trials = chosen.map((one) => measuredTrial(one, study)).filter((one) => one !== null)
  if (trials.length === 0 || trials.length < chosen.length) return null
  const trainers = Math.max(1, (await availableTrainers(sql)).trainers)
  const most = top * seeds
  const slots = trainers >= most ? most : Math.min(most, await seenAtOnce(sql, study, trainers))
  return { trials, needs: { top, seeds, slots, trainers, refits } }
}

/** Trainings that ran at the same time: lanes make more of a trainer than one training at a time. */
async function seenAtOnce(sql: Sql, study: StudyRow, trainers: number): Promise<number> {
  const atOnce = (await readTrainedSeconds(sql, study.id)) / Math.max(1, study.activeSeconds)
  return Math.max(trainers, Math.round(atOnce))
}

/** Null without a time. */
function measuredTrial(of: Candidate, study: StudyRow): MeasuredTrial | null {
  const { durationMs, lastStep, step, reason } = of
  if (durationMs === null || !lastStep) return null
  const { validation } = storedSpec(study)
  const { epochs, earlyStopping } = of.spec as { epochs: number; earlyStopping?: unknown }
  const perEpoch = durationMs / 1_000 / lastStep
  // a trial with a reason was cut by the study's time, and its copy goes on
  const trained = earlyStopping && reason === null ? lastStep : Math.max(lastStep, epochs)
  const folds = countFolds(validation)
  const trainedShare = folds * (1 - validationFraction(validation))
  const isGrouped = !fillsCore(of.spec)
  const alone = isGrouped && folds > 1 ? aloneFactor : 1
  return {
    seconds: perEpoch * trained * (isGrouped ? groupFactor : 1),
    refitSeconds: (perEpoch * bestEpochs([step], of.spec) * alone) / trainedShare,
  }
}
