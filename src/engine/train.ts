/** Trains one trial: epochs, validation, best weights, early stopping, checkpoints. The same seeds give the same bits. */
import type { PreparedData } from '../data/prepare.ts'
import { epochBatches } from './batches.ts'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts'
import { type DeviceData, uploadData } from './device-data.ts'
import { evaluateSplit } from './evaluate.ts'
import { type Metrics, metricsOf } from './metrics.ts'
import { encodeModel, namedWeights } from './model.ts'
import { buildNetwork, initialWeights, type Network, noiseKeys, type Weights } from './network.ts'
import { createPace, type Pace } from './pace.ts'
import { isExhausted, type Objective, type Progress, progressed } from './progress.ts'
import { optimizerOf, parseTrialSpec, type TrialSpec } from './spec.ts'
import { dispose, type Scalar, type Tf } from './tensorflow.ts'
import { trainEpoch } from './train-epoch.ts'
import type { TrainState } from './train-step.ts'
import { type Hyper, hyperTensors, tunablesOf } from './tunables.ts'

export interface TrainOptions {
  tf: Tf
  spec: unknown // a trial specification, checked here once more
  data: PreparedData | DeviceData // device data stay the caller's to dispose
  seed: number // of the trial: first weights, noise
  orderSeed: number // of the study: the order of samples
  objective: Objective
  resume?: Uint8Array | null // a checkpoint to go on from
  /**
   * Called after each epoch. `stop`: end without a model. `release`: end with a checkpoint, unless this was the last
   * epoch. `takeCheckpoint` may be called before the returned promise resolves.
   */
  onEpoch(report: EpochReport, takeCheckpoint: () => Uint8Array): Promise<Decision>
  signal?: AbortSignal // releases within about 50 ms, with a checkpoint of the last whole epoch
}

export type Decision = 'continue' | 'stop' | 'release'

export interface EpochReport {
  step: number // the epoch, from 1
  value: number // of the objective
  train: Metrics // averages over the epoch's batches, each taken before its update; dropout on
  validation: Metrics // after the epoch
}

/** `step` and `value` are of the best epoch, `lastStep` is the last one that was trained. */
export type TrainResult =
  | { state: 'complete'; step: number; value: number; lastStep: number; model: Uint8Array }
  | { state: 'failed'; reason: 'diverged'; step: number } // the epoch whose loss is not finite
  | { state: 'released'; checkpoint: Uint8Array }
  | { state: 'stopped'; step: number | null; value: number | null; lastStep: number }

/** @throws Error for a specification or an objective that checks before should have refused */
export async function trainTrial(options: TrainOptions): Promise<TrainResult> {
  const { tf, objective, seed } = options
  const parsed = parseTrialSpec(options.spec)
  if ('faults' in parsed) throw new Error(`Not a trial: ${JSON.stringify(parsed.faults)}`)
  const { spec } = parsed
  const network = buildNetwork(spec, options.data)
  const resumed = options.resume ? decodeCheckpoint(options.resume) : null
  const isOwn = !('dispose' in options.data)
  const data = isOwn ? uploadData(tf, options.data as PreparedData, spec.preprocess) : options.data
  const run: Run = {
    ...(resumed ? resumedRun(tf, resumed) : newRun(tf, network, spec, seed)),
    keys: Array.from(noiseKeys(network, seed), (key) => tf.scalar(key, 'int32')),
    hyper: hyperTensors(tf, tunablesOf(spec)),
    pace: createPace(40),
  }
  try {
    return await runEpochs({ ...options, data: data as DeviceData, spec, network, objective }, run)
  } finally {
    dispose(tf, [run.state, run.bestWeights, run.keys, run.hyper])
    if (isOwn) (data as DeviceData).dispose()
  }
}

/** What changes while a trial trains. */
interface Run {
  epoch: number // epochs that are done
  updates: number
  state: TrainState
  progress: Progress
  bestWeights: Weights | null
  keys: Scalar[]
  hyper: Hyper
  pace: Pace
}

type Setting = Omit<TrainOptions, 'spec' | 'data'> & {
  spec: TrialSpec
  data: DeviceData
  network: Network
}

async function runEpochs(setting: Setting, run: Run): Promise<TrainResult> {
  const { tf, spec, objective, onEpoch } = setting
  const patience = spec.earlyStopping?.patience ?? Number.POSITIVE_INFINITY
  const isOver = () => run.epoch >= spec.epochs || isExhausted(run.progress, run.epoch, patience)
  while (!isOver()) {
    const step = run.epoch + 1
    const metrics = await runEpoch(setting, run)
    if (metrics === null) return { state: 'released', checkpoint: checkpointOf(run) }
    const value = objectiveOf(metrics, objective)
    const numbers = [metrics.train.loss, metrics.validation.loss, value]
    if (!numbers.every(Number.isFinite)) return { state: 'failed', reason: 'diverged', step }

    const before = run.progress.best
    const { direction } = objective
    const minDelta = spec.earlyStopping?.minDelta ?? 0
    run.progress = progressed(run.progress, { step, value }, { direction, minDelta })
    if (run.progress.best !== before) {
      dispose(tf, run.bestWeights)
      const { weights, statistics } = run.state
      run.bestWeights = {
        weights: tf.clone(weights),
        statistics: statistics && tf.clone(statistics),
      }
    }
    const decision = await onEpoch({ step, value, ...metrics }, () => checkpointOf(run))
    if (decision === 'stop') return { state: 'stopped', ...run.progress.best!, lastStep: step }
    if (decision === 'release' && !isOver()) {
      return { state: 'released', checkpoint: checkpointOf(run) }
    }
  }
  const model = encodeModel(modelOf(setting, run))
  return { state: 'complete', ...run.progress.best!, lastStep: run.epoch, model }
}

/** Trains one epoch and puts its state in place of the last; null when aborted, the last state stays. */
async function runEpoch(
  { tf, spec, data, network, orderSeed, signal }: Setting,
  run: Run,
): Promise<{ train: Metrics; validation: Metrics } | null> {
  const { rows } = data.train
  const trained = await trainEpoch(tf, {
    network,
    optimizer: { rule: optimizerOf(spec.optimizer), options: spec.optimizer },
    state: run.state,
    hyper: run.hyper,
    noiseKeys: run.keys,
    data: data.train,
    batches: epochBatches(orderSeed, { rows, batchSize: spec.batchSize, epoch: run.epoch + 1 }),
    updates: run.updates,
    pace: run.pace,
    signal,
  })
  if (trained === null) return null
  dispose(tf, run.state)
  run.state = trained.state
  run.updates = trained.updates
  run.epoch += 1
  const { loss } = network
  const { target } = data
  const evaluation = { network, hyper: run.hyper, ...trained.state }
  return {
    train: metricsOf(trained.sums, data.train, { loss, target }),
    validation: await evaluateSplit(tf, evaluation, data.validation, target),
  }
}

function newRun(tf: Tf, network: Network, spec: TrialSpec, seed: number) {
  const { weights, statistics } = initialWeights(network, seed)
  const { slots } = optimizerOf(spec.optimizer)
  const state: TrainState = {
    ...weightTensors(tf, { weights, statistics }),
    slots: Object.fromEntries(slots.map((slot) => [slot, tf.zeros([weights.length])])),
  }
  const progress: Progress = { best: null, improved: null }
  return { epoch: 0, updates: 0, state, progress, bestWeights: null }
}

function resumedRun(tf: Tf, checkpoint: Checkpoint) {
  const { epoch, updates, best, improved } = checkpoint
  const slots = Object.entries(checkpoint.slots).map(([slot, values]) => [
    slot,
    tf.tensor1d(values),
  ])
  const state: TrainState = { ...weightTensors(tf, checkpoint), slots: Object.fromEntries(slots) }
  const progress: Progress = {
    best: best && { step: best.step, value: best.value },
    improved,
  }
  return { epoch, updates, state, progress, bestWeights: best && weightTensors(tf, best) }
}

function checkpointOf({ epoch, updates, state, progress, bestWeights }: Run): Uint8Array {
  const { best, improved } = progress
  const slots = Object.entries(state.slots).map(([slot, tensor]) => [slot, tensor.dataSync()])
  return encodeCheckpoint({
    epoch,
    updates,
    ...weightArrays(state),
    slots: Object.fromEntries(slots),
    best: best && bestWeights && { ...best, ...weightArrays(bestWeights) },
    improved,
  })
}

function modelOf({ spec, data, network }: Setting, { bestWeights }: Run) {
  const { task, inputShape, classes, target, inputs } = data
  const weights = namedWeights(network, weightArrays(bestWeights!))
  return { spec, task, inputShape, classes, target, inputs, weights }
}

interface WeightArrays {
  weights: Float32Array
  statistics: Float32Array
}

function weightTensors(tf: Tf, { weights, statistics }: WeightArrays): Weights {
  return {
    weights: tf.tensor1d(weights),
    statistics: statistics.length > 0 ? tf.tensor1d(statistics) : null,
  }
}

function weightArrays({ weights, statistics }: Weights): WeightArrays {
  return {
    weights: weights.dataSync() as Float32Array,
    statistics: statistics ? (statistics.dataSync() as Float32Array) : new Float32Array(0),
  }
}

/** @throws Error for a metric that this training does not report */
function objectiveOf(
  metrics: { train: Metrics; validation: Metrics },
  { metric }: Objective,
): number {
  const [part, name] = metric.split('.') as ['train' | 'validation', string]
  const value = metrics[part]?.[name]
  if (value !== undefined) return value
  const names = Object.entries(metrics).flatMap(([p, m]) => Object.keys(m).map((n) => `${p}.${n}`))
  throw new Error(`No metric is called ${metric}: there are ${names.join(', ')}`)
}
