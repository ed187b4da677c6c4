/** How long trials will take, from those that this server has trained. */

import { foldCountOf, type ValidationSpec, validationFraction } from '../data/split/validation.ts'
import type { DatasetSummary } from '../data/summary.ts'
import type { Sql } from '../db/client.ts'
import { readTrainingTimes } from '../db/tables/trials/training-times.ts'
import { checkTrialSpec } from './check/check-trial-spec.ts'
import { storedSpec } from './study-spec.ts'

/** What a trial's time grows with. */
export interface Work {
  updates: number // of the weights: each costs its calls, however small the network
  multiplications: number // of all forward passes
}

export interface MeasuredWork extends Work {
  seconds: number
}

/** Seconds = perUpdate · updates + perMultiplication · multiplications. */
export interface Speed {
  perUpdate: number
  perMultiplication: number
}

const minTrials = 3

/** Null where the specification cannot be trained. */
export function estimateWork(
  spec: unknown,
  data: DatasetSummary,
  { validation, epochs }: { validation: ValidationSpec; epochs: number },
): Work | null {
  const { multiplications } = checkTrialSpec(spec, data)
  if (multiplications === null) return null
  const { batchSize } = spec as { batchSize: number }
  const rows = (data.rows - data.testRows) * (1 - validationFraction(validation))
  const trainings = epochs * foldCountOf(validation)
  return {
    updates: trainings * Math.ceil(rows / batchSize),
    multiplications: trainings * rows * multiplications,
  }
}

/**
 * Least squares over relative errors, so that short trials count as much as long ones; neither cost is negative.
 *
 * @returns null for fewer trials than can say anything
 */
export function fitSpeed(trials: readonly MeasuredWork[]): Speed | null {
  if (trials.length < minTrials) return null
  let [uu, um, mm, u, m] = [0, 0, 0, 0, 0]
  for (const { seconds, updates, multiplications } of trials) {
    const [a, b] = [updates / seconds, multiplications / seconds]
    uu += a * a
    um += a * b
    mm += b * b
    u += a
    m += b
  }
  const determinant = uu * mm - um * um
  const perUpdate = (u * mm - m * um) / determinant
  const perMultiplication = (m * uu - u * um) / determinant
  // trials of one shape cannot tell the two costs apart, nor can noise of two that differ little
  if (determinant > 1e-9 * uu * mm && perUpdate >= 0 && perMultiplication >= 0) {
    return { perUpdate, perMultiplication }
  }
  const byUpdates = { perUpdate: u / uu, perMultiplication: 0 }
  const byMultiplications = { perUpdate: 0, perMultiplication: m / mm }
  const errorOf = (speed: Speed) =>
    trials.reduce((sum, trial) => sum + (estimateSeconds(speed, trial) / trial.seconds - 1) ** 2, 0)
  return errorOf(byUpdates) <= errorOf(byMultiplications) ? byUpdates : byMultiplications
}

export function estimateSeconds(speed: Speed, work: Work): number {
  return speed.perUpdate * work.updates + speed.perMultiplication * work.multiplications
}

/** Of some complete trials of each of the newest studies. */
export async function measuredWork(sql: Sql): Promise<MeasuredWork[]> {
  const rows = await readTrainingTimes(sql)
  return rows.flatMap(({ spec, epochs, durationMs, summary, study }) => {
    const work = estimateWork(spec, summary as DatasetSummary, {
      validation: storedSpec({ spec: study }).validation,
      epochs,
    })
    return work ? [{ ...work, seconds: durationMs / 1_000 }] : []
  })
}
