/** Runs epochs op by op: the reference for compiled epochs, and the only way on backends without graphs. */
import { mapFactors } from '../device-data.ts'
import { type GroupPlan, laneFolds, maskValues } from '../group/plan.ts'
import { type GroupState, readChosen } from '../group/state.ts'
import { track } from '../group/tracking.ts'
import type { Weights } from '../network/network.ts'
import { joined } from '../network/packed.ts'
import { dispose, type Tensor, type Tf, tidy } from '../tensorflow.ts'
import { sliceRows } from './evaluate.ts'
import { evaluateStep, finishEvaluation, planChunks } from './evaluate-step.ts'
import { createPace, type Pace } from './pace.ts'
import type { EpochRunner, EpochsToRun } from './runner.ts'
import { evaluatedWeights, type TrainState, trainStep } from './train-step.ts'

export function eagerRunner(
  tf: Tf,
  { plan, state: first }: { plan: GroupPlan; state: GroupState },
): EpochRunner {
  const pace = createPace(40)
  let state = first
  return {
    msPerEpoch: () => null, // always one epoch per call, which yields to the event loop itself
    mostEpochs: () => Number.POSITIVE_INFINITY,
    execution: () => 'eager',
    async run(epochs) {
      const sums: { train: Float32Array[]; validation: Float32Array[] } = {
        train: [],
        validation: [],
      }
      for (let epoch = 0; epoch < epochs.count; epoch++) {
        const trained = await trainEpoch(tf, plan, state.train, { epochs, epoch, pace })
        const judged = tidy(tf, () => {
          const weights = evaluatedWeights(trained.state)
          const validationSums = evaluate(tf, plan, weights)
          const tracking = track(tf, plan, state.tracking, {
            step: tf.scalar(epochs.before.epochs + epoch + 1, 'int32'),
            trainSums: trained.sums,
            validationSums,
            weights,
          })
          // unchanged tensors are cloned, so that the old state can be disposed
          return { validationSums, tracking: cloned(tf, tracking) }
        })
        sums.train.push(trained.sums.dataSync() as Float32Array)
        sums.validation.push(judged.validationSums.dataSync() as Float32Array)
        dispose(tf, [trained.sums, judged.validationSums])
        dispose(tf, state)
        state = { train: trained.state, tracking: judged.tracking }
      }
      const both = { train: joined(sums.train), validation: joined(sums.validation) }
      return { sums: both, ...readChosen(state), ms: null }
    },
    state: () => state,
    dispose: () => dispose(tf, state),
  }
}

interface Running {
  state: TrainState
  sums: Tensor
}

/** Does not dispose `before`. */
async function trainEpoch(
  tf: Tf,
  plan: GroupPlan,
  before: TrainState,
  { epochs, epoch, pace }: { epochs: EpochsToRun; epoch: number; pace: Pace },
): Promise<Running> {
  const { batches } = plan
  let running: Running | null = null
  for (let batch = 0; batch < batches.count; batch++) {
    const next = tidy(tf, () => {
      const at = epoch * batches.count + batch
      const trained = trainStep(tf, plan, {
        state: running?.state ?? before,
        batch: takeBatch(tf, plan, epochs, at),
        hyperparameters: takeHyperparameters(tf, plan, epochs, at),
        step: tf.scalar(epochs.before.updates + at + 1, 'int32'),
      })
      // clones a slot that the rule returns unchanged: the old state is disposed
      const state = cloned(tf, trained.state)
      return { state, sums: running ? tf.add(running.sums, trained.sums) : trained.sums }
    })
    dispose(tf, running)
    running = next
    if (pace.isDue()) await pace.rest()
  }
  return running!
}

function takeBatch(tf: Tf, plan: GroupPlan, { order }: EpochsToRun, at: number) {
  const { batches, train, folds } = plan
  const { size, count, lastSize } = batches
  const [epoch, batch] = [Math.floor(at / count), at % count]
  const lanes = laneFolds(plan) ?? [0]
  const rows = new Int32Array(lanes.length * size)
  for (const [lane, fold] of lanes.entries()) {
    const from = ((epoch * folds + fold) * count + batch) * size
    rows.set(order.subarray(from, from + size), lane * size)
  }
  const taken = tf.tensor2d(rows, [lanes.length, size], 'int32')
  const flat = (data: Tensor) => tf.reshape(data, [folds * train.rows, ...data.shape.slice(2)])
  const take = (data: Tensor) => tf.gather(flat(data), taken)
  return {
    x: take(train.x),
    y: take(train.y),
    factors: mapFactors(train.factors, take),
    mask: tf.tensor2d(maskValues(batches, batch === count - 1 ? lastSize : size), [1, size]),
  }
}

function takeHyperparameters(
  tf: Tf,
  { lanes, optimizer }: GroupPlan,
  { hyperparameters }: EpochsToRun,
  at: number,
) {
  const names = optimizer.hyperparameterNames.length
  const size = names * lanes
  return tf.tensor3d(hyperparameters.subarray(at * size, (at + 1) * size), [names, lanes, 1])
}

/** [lanes, sums] over the validation part. */
function evaluate(tf: Tf, plan: GroupPlan, weights: Weights): Tensor {
  const { network, lanes, validation } = plan
  const folds = laneFolds(plan)
  const slicePart = (data: Tensor, from: number, size: number) => {
    const part = sliceRows(tf, data, from, size)
    return folds ? tf.gather(part, tf.tensor1d(folds, 'int32')) : part
  }
  const { size, count, repeated } = planChunks(network, validation.rows, lanes)
  const chunks = Array.from({ length: count }, (_, chunk) => {
    const from = Math.min(chunk * size, validation.rows - size)
    const isLast = chunk === count - 1
    const mask = Float32Array.from({ length: size }, (_, row) => (isLast && row < repeated ? 0 : 1))
    return tidy(tf, () => {
      const { sums, collected } = evaluateStep(tf, plan, weights, {
        x: slicePart(validation.x, from, size),
        y: slicePart(validation.y, from, size),
        factors: mapFactors(validation.factors, (own) => slicePart(own, from, size)),
        mask: tf.tensor2d(mask, [1, size]),
      })
      if (!collected || !isLast || repeated === 0) return { sums, collected }
      return { sums, collected: sliceRows(tf, collected, repeated, size - repeated) }
    })
  })
  const sums = chunks.map((chunk) => chunk.sums)
  const collected = chunks.flatMap((chunk) => chunk.collected ?? [])
  const whole = {
    sums: count === 1 ? sums[0]! : tf.addN(sums),
    collected: collected.length > 1 ? tf.concat(collected, 1) : (collected[0] ?? null),
  }
  return finishEvaluation(tf, plan, whole, slicePart(validation.y, 0, validation.rows))
}

function cloned<Tensors>(tf: Tf, tensors: Tensors): Tensors {
  if (tensors === null) return tensors
  if (tensors instanceof tf.Tensor) return tf.clone(tensors) as Tensors
  const entries = Object.entries(tensors as object).map(([key, value]) => [key, cloned(tf, value)])
  return Object.fromEntries(entries) as Tensors
}
