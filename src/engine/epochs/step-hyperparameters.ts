/**
 * The hyperparameters of each update, computed on the host in float64: the optimizer's at the scheduled rate, and the
 * training's own (clipNorm, mixup, averaging). Graphs take them as inputs, whatever the schedule.
 */
import { keptShare } from '../averaging.ts'
import { uniforms } from '../rng.ts'
import { findOptimizer, findSchedule, type OptimizerSpec, type TrialSpec } from '../spec.ts'

interface UpdateContext {
  seed: number // of the trial
  update: number // from 1
  updatesPerEpoch: number
}

/** Their names are the same for every update: they are part of a trial's shape. */
export function stepHyperparameters(
  spec: TrialSpec,
  { seed, update, updatesPerEpoch }: UpdateContext,
): Record<string, number> {
  const { optimizer, averaging, clipNorm, mixup } = spec
  const scheduled = scheduledOptimizer(spec, { update, updatesPerEpoch })
  // called for each update of each lane: nothing is copied
  const values: Record<string, number> = findOptimizer(optimizer).atStep(scheduled, update)
  if (clipNorm !== undefined) values.clipNorm = clipNorm
  if (averaging !== undefined) values.averageKept = keptShare(averaging, update)
  if (mixup !== undefined) values.mixup = mixingShare(mixup.alpha, seed, update)
  return values
}

/** The optimizer's options at an update. */
function scheduledOptimizer(
  { optimizer, schedule, epochs }: TrialSpec,
  { update, updatesPerEpoch }: Pick<UpdateContext, 'update' | 'updatesPerEpoch'>,
): OptimizerSpec {
  if (schedule === undefined) return optimizer
  const context = { update: update - 1, updates: epochs * updatesPerEpoch, updatesPerEpoch }
  const factor = findSchedule(schedule).factor(schedule, context)
  return { ...optimizer, learningRate: optimizer.learningRate * factor }
}

export function hyperparameterNames(spec: TrialSpec): string[] {
  return Object.keys(stepHyperparameters(spec, { seed: 0, update: 1, updatesPerEpoch: 1 }))
}

/**
 * A draw from Beta(α, α), 0 < α ≤ 1.
 *
 * @see Jöhnk 1964, "Erzeugung von betaverteilten und gammaverteilten Zufallszahlen", Metrika 8
 */
function mixingShare(alpha: number, seed: number, update: number): number {
  const draws = uniforms({ seed, purpose: 'mixing', stream: update }, 64)
  for (let at = 0; at < draws.length; at += 2) {
    const [x, y] = [draws[at]! ** (1 / alpha), draws[at + 1]! ** (1 / alpha)]
    if (x + y > 0 && x + y <= 1) return x / (x + y)
  }
  return 1 // reached with a chance below 2^-32: each of the 32 pairs is rejected with a chance below ½
}
