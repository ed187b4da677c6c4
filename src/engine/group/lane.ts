/**
 * A lane: one trial of a group, seen from the host. Where the data have several folds, its place in the group's tensors
 * has a row for each fold, and it reports the mean over them.
 */

import type { EpochMetrics } from '../../epoch-metrics.ts'
import type { DeviceData } from '../device-data.ts'
import type { EpochSums } from '../epochs/runner.ts'
import type { ClassResults } from '../measure/classes.ts'
import type { SumLayout } from '../measure/layout.ts'
import { computeMetrics, type Metrics } from '../measure/of-sums.ts'
import type { Part } from '../metrics/metric.ts'
import type { Network } from '../network/network.ts'
import type { TrialSpec } from '../spec.ts'
import { type Checkpoint, decodeCheckpoint } from './checkpoint.ts'
import { type Objective, objectiveValue } from './objective.ts'

export interface LaneOptions {
  spec: TrialSpec
  seed: number // of the trial: first weights, noise
  resume?: Uint8Array | null // checkpoint to continue from
}

/**
 * Those of `train` are averages over the epoch's batches, each taken before its update, with dropout on; those of
 * `validation` are taken after the epoch. An epoch whose value is not finite is not reported: its lane ends.
 */
export interface EpochReport extends EpochMetrics {
  value: number
}

/** `step` and `value` belong to the best epoch, `lastStep` is the last epoch trained. */
export type LaneResult =
  | {
      state: 'complete'
      step: number
      value: number
      lastStep: number
      model: Uint8Array
      classes: ClassResults | null // of the validation rows of all folds; null for a regression
      isCut: boolean // ended by the decision `finish`
      heldOut?: Uint8Array // see HeldOut; absent unless asked for
    }
  | { state: 'failed'; reason: 'diverged'; step: number } // the epoch whose loss is not finite
  | { state: 'released'; checkpoint: Uint8Array }
  | { state: 'stopped'; step: number | null; value: number | null; lastStep: number }

/** How a lane continues after some epochs, see `GroupOptions.onEpochs`. */
export type Decision = 'continue' | 'stop' | 'release' | 'finish'

export interface Lane {
  index: number // in the order of the request
  spec: TrialSpec
  seed: number
  checkpoint: Checkpoint | null // to start from
  best: { step: number; value: number } // step 0: none yet
  durationMs: number // its share of the group's time
}

export function createLane({ spec, seed, resume }: LaneOptions, index: number): Lane {
  const checkpoint = resume ? decodeCheckpoint(resume) : null
  const best = checkpoint
    ? { step: checkpoint.best.step, value: checkpoint.best.value }
    : { step: 0, value: Number.NaN }
  return { index, spec, seed, checkpoint, best, durationMs: 0 }
}

/** The seed of a fold, from that of a trial or study: fold 0 uses the seed itself. Seeds are below 2^31. */
export function foldSeed(seed: number, fold: number): number {
  return seed + fold * 2 ** 32
}

/** A lane's epochs in one call. */
export interface LaneEpochs {
  reports: EpochReport[]
  end: { state: 'complete'; lastStep: number } | { state: 'diverged'; step: number } | null
}

/**
 * Reads a lane's epochs from the group's sums, and updates its best.
 *
 * @param tracked  the best epoch and the one after which it stops, 0 for none
 */
export function takeEpochs(
  lane: Lane,
  context: {
    network: Network
    data: DeviceData
    objective: Objective
    sums: { train: SumLayout; validation: SumLayout }
  },
  call: { sums: EpochSums; at: number; lanes: number; count: number; epochsBefore: number },
  tracked: { bestStep: number; stoppedStep: number },
): LaneEpochs {
  const { network, data, objective, sums } = context
  const reports: EpochReport[] = []
  for (let epoch = 0; epoch < call.count; epoch++) {
    const step = call.epochsBefore + epoch + 1
    const ofFolds = data.folds.map(({ target }, fold) => {
      const row = (epoch * call.lanes + call.at) * data.folds.length + fold
      const metrics = (part: Part) => {
        const { count } = sums[part]
        const own = call.sums[part].subarray(row * count, (row + 1) * count)
        return computeMetrics(own, sums[part], data[part].facts[fold]!, {
          loss: network.loss,
          target,
        })
      }
      return { train: metrics('train'), validation: metrics('validation') }
    })
    const both = {
      train: meanMetrics(ofFolds.map(({ train }) => train)),
      validation: meanMetrics(ofFolds.map(({ validation }) => validation)),
    }
    const value = objectiveValue(objective, both)
    if (![both.train.loss, both.validation.loss, value].every(Number.isFinite)) {
      return { reports, end: { state: 'diverged', step } }
    }
    if (step === tracked.bestStep) lane.best = { step, value }
    reports.push({ step, value, ...both })
    if (step === tracked.stoppedStep || step === lane.spec.epochs) {
      return { reports, end: { state: 'complete', lastStep: step } }
    }
  }
  return { reports, end: null }
}

function meanMetrics(ofFolds: readonly Metrics[]): Metrics {
  const [first] = ofFolds as [Metrics]
  if (ofFolds.length === 1) return first
  const mean = (name: string) =>
    ofFolds.reduce((sum, metrics) => sum + metrics[name]!, 0) / ofFolds.length
  return Object.fromEntries(Object.keys(first).map((name) => [name, mean(name)]))
}
