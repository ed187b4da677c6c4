/** The refit: the winner trained on all rows of the search, training and validation, for a fixed number of epochs. */
import type { Sql } from '../../db/client.ts'
import { takeNumbers } from '../../db/tables/studies/change-study.ts'
import type { StudyRow } from '../../db/tables/studies/study-row.ts'
import type { Candidate } from '../../db/tables/trials/copies.ts'
import { insertTrials } from '../../db/tables/trials/insert-trials.ts'
import type { Calibration } from '../../engine/calibration/calibration.ts'
import { rngFor } from '../../search/rng.ts'
import type { EnsembleSpec } from './finalists-spec.ts'

interface Json extends Record<string, unknown> {
  schedule?: Record<string, unknown> | string
}

const stream = 7 // of random numbers, separate from those of samplers, trials and finalists

/** Refits that can follow the finalists: one for each member of an ensemble. */
export function mostRefits(asked: {
  refit: boolean
  ensemble?: EnsembleSpec | null | undefined
}): number {
  return asked.refit ? (asked.ensemble?.size ?? 1) : 0
}

/**
 * The median of the best epochs, rounded up; without any, the epochs of the specification.
 *
 * @param steps  best epochs of trainings of the specification; null: unknown
 */
export function bestEpochs(steps: readonly (number | null)[], spec: unknown): number {
  const known = steps.filter((step) => step !== null).sort((a, b) => a - b)
  if (known.length === 0) return (spec as { epochs: number }).epochs
  const middle = (known.length - 1) / 2
  return Math.ceil((known[Math.floor(middle)]! + known[Math.ceil(middle)]!) / 2)
}

/**
 * Inserts the refit of a trial. Schedules run over its epochs, and it never stops early: no rows are left to judge it.
 * With a calibration they run as in the trial, and break off: deviations are smaller at the end of a schedule than at an
 * epoch before, so that the factors would not fit.
 *
 * @returns its number
 */
export async function insertRefit(
  sql: Sql,
  study: StudyRow,
  {
    of,
    epochs,
    calibration,
  }: {
    of: Pick<Candidate, 'number' | 'params' | 'spec'>
    epochs: number
    calibration: Calibration | null // unless the specification has its own
  },
): Promise<number> {
  const number = await takeNumbers(sql, { studyId: study.id, count: 1, suggested: 0, copies: 1 })
  const { earlyStopping: _, schedule, ...rest } = of.spec as Json
  await insertTrials(sql, study.id, [
    {
      number,
      state: 'waiting',
      source: 'refit',
      copyOf: of.number,
      params: of.params,
      spec: {
        ...(calibration && { calibration }),
        ...rest,
        ...(schedule && { schedule: calibration ? courseOf(schedule, rest.epochs) : schedule }),
        epochs,
      },
      provenance: { phase: 'refit' },
      seed: rngFor(study.seed, number, stream).int(2 ** 31),
      shape: null, // trains alone: no other trial has its rows
    },
  ])
  return number
}

function courseOf(schedule: NonNullable<Json['schedule']>, epochs: unknown) {
  const given = typeof schedule === 'string' ? { type: schedule } : schedule
  return { overEpochs: epochs, ...given }
}
