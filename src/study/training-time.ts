/** Estimates training times from trials that this server has trained. */

import { countFolds, type ValidationSpec, validationFraction } from '../data/split/validation.ts'
import type { DatasetSummary } from '../data/summary.ts'
import type { Sql } from '../db/client.ts'
import { readTrainingTimes } from '../db/tables/trials/training-times.ts'
import { laneClass } from '../engine/group/lane-count.ts'
import { parseTrialSpec } from '../engine/spec.ts'
import { checkTrialSpec } from './check/check-trial-spec.ts'
import { storedSpec } from './study-spec.ts'

/** Quantities that determine a trial's time. */
export interface Work {
  updates: number // of the weights: each has a fixed cost, however small the network
  multiplications: number // in all forward passes, and what updates of the weights cost in terms of them
  elements: number // that layers give in all forward passes: small convolutions, normalization and activation wait for memory
}

export interface MeasuredWork extends Work {
  seconds: number
}

export interface MeasuredTrial extends MeasuredWork {
  fillsCore: boolean // it trained alone: its time is that of its own work
}

/**
 * An update of one weight (clipping, moments, decay, average) counts as so many multiplications of the forward pass with
 * their gradients: it waits for memory, and products do not. Fitted to dense networks with AdamW and an average on one
 * core; only the ratio matters, since the trials of this server set the speed.
 */
const multiplicationsPerUpdate = 80

/** Null if the specification cannot be trained. */
export function estimateWork(
  spec: unknown,
  data: DatasetSummary,
  { validation, epochs }: { validation: ValidationSpec; epochs: number },
): Work | null {
  const { multiplications, elements, parameterCount } = checkTrialSpec(spec, data)
  if (multiplications === null || elements === null || parameterCount === null) return null
  const { batchSize } = spec as { batchSize: number }
  const rows = (data.rows - data.testRows) * (1 - validationFraction(validation))
  const trainings = epochs * countFolds(validation)
  const updates = trainings * Math.ceil(rows / batchSize)
  return {
    updates,
    multiplications:
      trainings * rows * multiplications + updates * multiplicationsPerUpdate * parameterCount,
    elements: trainings * rows * elements,
  }
}

/** Measured on some complete trials of each of the newest studies. */
export async function measuredWork(sql: Sql): Promise<MeasuredTrial[]> {
  const rows = await readTrainingTimes(sql)
  return rows.flatMap(({ spec, epochs, durationMs, summary, study }) => {
    const work = estimateWork(spec, summary as DatasetSummary, {
      validation: storedSpec({ spec: study }).validation,
      epochs,
    })
    return work ? [{ ...work, seconds: durationMs / 1_000, fillsCore: fillsCore(spec) }] : []
  })
}

/** Whether one training of the specification keeps a core busy, so that it trains without others beside it. */
export function fillsCore(spec: unknown): boolean {
  const parsed = parseTrialSpec(spec)
  return 'spec' in parsed && laneClass(parsed.spec, 1) === 'f'
}

/** An estimate in a text: two digits. */
export function shownSeconds(seconds: number): string {
  return String(Number(seconds.toPrecision(2)))
}
