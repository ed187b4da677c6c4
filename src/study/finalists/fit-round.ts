/** Fits a round into its seconds by what the trials of the search took. The caller holds the study's lock. */
import { countFolds, validationFraction } from '../../data/split/validation.ts'
import type { Sql } from '../../db/client.ts'
import type { StudyRow } from '../../db/tables/studies/study-row.ts'
import { type Candidate, readTrainedSeconds } from '../../db/tables/trials/copies.ts'
import { availableTrainers } from '../../db/tables/workers.ts'
import { storedSpec } from '../study-spec.ts'
import type { FinalistsSpec, FinalRound } from './finalists-spec.ts'
import { bestEpochs } from './refit.ts'
import { type MeasuredTrial, sizeOf, sizeRound } from './size-round.ts'

type Fitted = Pick<FinalRound, 'top' | 'seeds' | 'until' | 'reason'>

/**
 * @param chosen  the trials that may be finalists, best first
 * @param left    seconds for the finalists and the refits
 * @param refits  at most, after the finalists
 * @returns  as asked for if the chosen trials have no times; `seeds` is 0 where only the refit is left
 */
export async function fitRound(
  sql: Sql,
  study: StudyRow,
  {
    finalists: { top, seeds },
    chosen,
    left,
    refits,
  }: { finalists: FinalistsSpec; chosen: readonly Candidate[]; left: number; refits: number },
): Promise<Fitted> {
  const measured = chosen.map((one) => measuredTrial(one, study)).filter((one) => one !== null)
  if (measured.length < chosen.length) return { top, seeds, until: study.activeSeconds + left }
  const trainers = Math.max(1, (await availableTrainers(sql)).trainers)
  // lanes make more of a trainer than one training at a time
  const atOnce = (await readTrainedSeconds(sql, study.id)) / Math.max(1, study.activeSeconds)
  const slots = Math.min(top * seeds, Math.max(trainers, Math.round(atOnce)))
  const needs = { top, seeds, slots, trainers, refits }
  const asked = sizeOf(measured, needs)
  const size = sizeRound(measured, needs, left)
  const until = study.activeSeconds + left - size.refitSeconds
  if (size.top === asked.top && size.seeds === seeds) return { top, seeds, until }
  const whole = asked.finalistSeconds + asked.refitSeconds
  const reason = `finalists.seconds: ${asked.top * seeds} trainings${refits > 0 ? ' and the refit' : ''} would take about ${shown(whole)} s, and ${shown(Math.max(0, left))} s are left`
  return { top: Math.max(1, size.top), seeds: size.seeds, until, reason }
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
  const trainedShare = countFolds(validation) * (1 - validationFraction(validation))
  return {
    seconds: perEpoch * trained,
    refitSeconds: (perEpoch * bestEpochs([step], of.spec)) / trainedShare,
  }
}

function shown(seconds: number): string {
  return String(Number(seconds.toPrecision(2)))
}
