/** Begins what follows a search: chooses its best trials and inserts their copies. The caller holds the study's lock. */
import type { Sql } from '../../db/client.ts'
import type { StopReason } from '../../db/rows.ts'
import { takeNumbers } from '../../db/tables/studies/change-study.ts'
import { setPhase } from '../../db/tables/studies/final-round.ts'
import type { StudyRow } from '../../db/tables/studies/study-row.ts'
import type { Candidate } from '../../db/tables/trials/copies.ts'
import { insertTrials, type NewTrial } from '../../db/tables/trials/insert-trials.ts'
import { rngFor } from '../../search/rng.ts'
import { splitShape } from '../trial-shape.ts'
import { meanCalibration } from './calibrate-refit.ts'
import { chooseFinalists } from './choose-finalists.ts'
import type { EnsembleSpec, FinalistsSpec, FinalRound } from './finalists-spec.ts'
import { fitRound } from './fit-round.ts'
import { bestEpochs, insertRefit, mostRefits } from './refit.ts'

/** Random streams, separate from those of samplers and trials. */
const streams = { seeds: 5, splits: 6 }

export interface RoundSpec {
  finalists: FinalistsSpec | null // null: only a refit of the best trial
  refit: boolean
  ensemble: EnsembleSpec | null
}

/**
 * Inserts the copies and sets the study's phase; a study that had ended runs again.
 *
 * @returns false if the search has no complete trial, and nothing was begun
 */
export async function beginRound(
  sql: Sql,
  study: StudyRow,
  { finalists, refit, ensemble, stopReason }: RoundSpec & { stopReason?: StopReason },
): Promise<boolean> {
  const { top: most = 1, splits = 'search' } = finalists ?? {}
  const found = await chooseFinalists(sql, study.id, most)
  const [best] = found
  if (!best) return false
  const left = finalists && secondsLeft(study, finalists, { isRequested: stopReason === undefined })
  const { top, seeds, ...fitted } =
    finalists === null || left === null
      ? { top: most, seeds: finalists?.seeds ?? 0, refit }
      : await fitRound(sql, study, {
          ...{ finalists, chosen: found, left },
          refits: mostRefits({ refit, ensemble }),
        })
  const chosen = found.slice(0, top)
  const round: FinalRound = {
    ...{ top, seeds, splits, ensemble, ...fitted },
    chosen: chosen.map(({ number, value }) => ({ trial: number, value })),
    among: study.counts.complete,
    from: study.nextNumber,
    phaseFrom: study.nextNumber,
    phaseStartSeconds: study.activeSeconds,
  }
  const reason = stopReason === undefined ? {} : { stopReason }
  if (seeds === 0) {
    const epochs = bestEpochs([best.step], best.spec)
    if (round.refit) {
      const calibration = await meanCalibration(sql, study.id, {
        spec: best.spec,
        trainings: [best.number],
      })
      await insertRefit(sql, study, { of: best, epochs, calibration })
    }
    await setPhase(sql, study.id, { phase: 'refit', round, ...reason })
    return true
  }
  const count = chosen.length * seeds
  const first = await takeNumbers(sql, { studyId: study.id, count, suggested: 0, copies: count })
  const common = { study, first, splits, keepsHeldOut: ensemble !== null }
  const copies = chosen.flatMap((of, place) =>
    Array.from({ length: seeds }, (_, index) =>
      finalist(of, { ...common, number: first + place * seeds + index, index }),
    ),
  )
  await insertTrials(sql, study.id, copies)
  await setPhase(sql, study.id, { phase: 'finalists', round, ...reason })
  return true
}

/** Seconds for the round; null: no limit. What a search took beyond its own seconds is subtracted. */
function secondsLeft(
  { activeSeconds, maxSeconds }: StudyRow,
  { seconds, share }: FinalistsSpec,
  { isRequested }: { isRequested: boolean },
): number | null {
  if (share !== undefined && maxSeconds !== null) return maxSeconds - activeSeconds
  if (seconds === undefined) return null
  if (isRequested || maxSeconds === null) return seconds
  return seconds - Math.max(0, activeSeconds - maxSeconds)
}

/** The seeds are the same for every trial, so that values can be compared in pairs. */
function finalist(
  of: Candidate,
  copy: {
    study: StudyRow
    number: number
    index: number // of the seed
    first: number // number of the round's first copy: another round has other seeds
    splits: FinalistsSpec['splits']
    keepsHeldOut: boolean // a blend is chosen by what it predicts for its validation rows
  },
): NewTrial {
  const { study, number, index, first, splits, keepsHeldOut } = copy
  const draw = (stream: number) => rngFor(study.seed, first + index, stream).int(2 ** 31)
  const common = {
    number,
    state: 'waiting' as const,
    source: 'finalist' as const,
    copyOf: of.number,
    params: of.params,
    spec: of.spec,
    provenance: { phase: 'finalist', ...(keepsHeldOut && { keepsHeldOut }) },
    seed: draw(streams.seeds),
  }
  if (splits === 'search') return { ...common, shape: of.shape }
  const splitSeed = draw(streams.splits)
  return { ...common, splitSeed, shape: of.shape && splitShape(of.shape, splitSeed) }
}
