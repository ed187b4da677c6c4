/** One training step as a pure function of tensors, for compiled and eager training. */
import type { RowFactors } from '../device-data.ts'
import { toOneHot } from '../kernels/cross-entropy.ts'
import { combineMembers, memberLosses } from '../losses/ensemble.ts'
import type { SumLayout } from '../measure/layout.ts'
import { sumRows } from '../measure/sums.ts'
import type { MetricName } from '../metrics/index.ts'
import type { HyperparameterTensors } from '../network/hyperparameters.ts'
import { perLane } from '../network/lanes.ts'
import { forward, type Network, type Weights } from '../network/network.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import type { OptimizerSpec } from '../spec.ts'
import { inOwnUnits, type TargetTensors } from '../targets/own-units.ts'
import { dispose, type Scalar, type Tensor, type Tf } from '../tensorflow.ts'

export interface TrainState extends Weights {
  average: Weights | null // of the weights and statistics over the updates; null: not averaged
  slots: Record<string, Tensor> // of the optimizer; each has the shape of `weights`
}

/** What is evaluated and kept: the averaged weights, if there are any. */
export function evaluatedWeights({ average, weights, statistics }: TrainState): Weights {
  return average ?? { weights, statistics }
}

export interface Batch {
  x: Tensor // [lanes or 1, batch, ...inputShape]
  y: Tensor // [lanes or 1, batch], class indices or what the network learns of the target
  mask: Tensor // [lanes or 1, batch], 0 for padding rows of the last batch
  factors: RowFactors // [lanes or 1, batch] each
}

/** The context that is the same for all steps. */
export interface StepContext {
  network: Network
  optimizer: OptimizerRule
  hyperparameters: HyperparameterTensors
  noiseKeys: Tensor // int32 [lanes, layers]
  classWeights: Tensor | null // [lanes, classes]; null: all weights are 1
  target: TargetTensors | null // of the lanes; null: predictions need no change
  rateFactors: Tensor | null // [lanes, weights], see rate-factors.ts; null: all are 1
  sums: { train: SumLayout; validation: SumLayout }
  collected: readonly MetricName[] // metrics that are computed from all validation rows at once
}

export interface OptimizerRule {
  rule: Optimizer
  options: OptimizerSpec // of any lane: hyperparameters are read from the step
  hyperparameterNames: readonly string[] // of `stepHyperparameters`
}

export interface Step {
  state: TrainState
  batch: Batch
  hyperparameters: Tensor // [numberNames, lanes, 1], the optimizer's for this update
  step: Tensor // int32 [], the number of this update, from 1
}

/**
 * Returns the state after one update, and the batch's metric sums before it, [lanes, sums] (see `sumRows`). The loss of
 * a lane is the mean over the rows whose mask is 1. Call within `tf.tidy`.
 */
export function trainStep(
  tf: Tf,
  context: StepContext,
  { state, batch, hyperparameters: stepValues, step }: Step,
): { state: TrainState; sums: Tensor } {
  const { network, optimizer, hyperparameters, noiseKeys, classWeights, sums: layouts } = context
  const { loss, lossOptions } = network
  const share = tf.div(batch.mask, tf.sum(batch.mask, 1, true))
  const names = optimizer.hyperparameterNames
  const ofStep = tf.unstack(stepValues)
  const { clipNorm, mixup, averageKept, ...ofOptimizer } = Object.fromEntries(
    names.map((name, at) => [name, ofStep[at]!]),
  )
  // the gradient's scope frees everything but the loss: tensors needed later are kept, and freed below
  const kept: Partial<Record<'outputs' | 'perSample' | 'weighted', Tensor>> & {
    statistics?: Tensor | null
  } = {}
  const rowWeights = computeRowWeights(tf, batch, classWeights)
  const { grad } = tf.valueAndGrad((weights: Tensor) => {
    const { outputs, statistics, penalties } = forward(tf, network, {
      ...batch,
      mix: mixup ? (x) => mixed(tf, x, mixup) : null,
      weights,
      statistics: state.statistics,
      hyperparameters,
      noise: { keys: noiseKeys, step },
    })
    const against = (targets: Tensor) =>
      memberLosses(tf, network, {
        outputs,
        targets,
        hyperparameters: hyperparameters.loss,
        options: lossOptions,
        training: true,
      })
    const { perSample, weighted } = rowLosses(tf, { y: batch.y, rowWeights, mixup }, against)
    kept.outputs = tf.keep(outputs)
    kept.perSample = tf.keep(perSample)
    kept.weighted = tf.keep(weighted)
    kept.statistics = statistics && tf.keep(statistics)
    // a lane's loss depends only on its own weights, so the gradient of the sum is the gradient of each lane
    const total = tf.sum(tf.mul(weighted, share))
    return penalties.reduce((sum, penalty) => tf.add(sum, tf.sum(penalty)), total) as Scalar
  })(state.weights)

  const sums = sumRows(tf, layouts.train, {
    mask: batch.mask,
    y: batch.factors.own ?? batch.y,
    predicted: inOwnUnits(
      tf,
      loss.predict(tf, combineMembers(tf, network, kept.outputs!)),
      context.target,
    ),
    perSample: kept.perSample!,
    weighted: kept.weighted!,
    relative: null,
  })
  const { weight: updated, slots } = optimizer.rule.update(tf, {
    weight: state.weights,
    grad: clipNorm ? clipped(tf, grad, clipNorm) : grad,
    slots: state.slots,
    hyperparameters: ofOptimizer,
    options: optimizer.options,
  })
  const { rateFactors } = context
  const weight = rateFactors ? between(tf, state.weights, updated, rateFactors) : updated
  const statistics = kept.statistics ? tf.clone(kept.statistics) : null
  dispose(tf, kept)
  const now = { weights: weight, statistics }
  const average = averageKept ? averaged(tf, state.average!, now, averageKept) : null
  return { state: { ...now, average, slots }, sums }
}

/** @param kept  share of the old average, [lanes, 1] */
function averaged(tf: Tf, average: Weights, now: Weights, kept: Tensor): Weights {
  return {
    weights: between(tf, now.weights, average.weights, kept),
    statistics: now.statistics && between(tf, now.statistics, average.statistics!, kept),
  }
}

/** `from` at a share of 0, exactly, and `to` at 1. */
function between(tf: Tf, from: Tensor, to: Tensor, share: Tensor): Tensor {
  return tf.add(from, tf.mul(tf.sub(to, from), share))
}

/** Clips the norm of each lane's gradient to `norm`, [lanes, 1], like PyTorch's clip_grad_norm_. */
function clipped(tf: Tf, grad: Tensor, norm: Tensor): Tensor {
  const length = tf.sqrt(tf.sum(tf.square(grad), 1, true))
  return tf.mul(grad, tf.minimum(tf.div(norm, tf.add(length, 1e-6)), 1))
}

/**
 * Mixes each sample with the one at its place from the end: batches are in random order anyway. Padding rows are never
 * mixed into others, see `EpochOrders`.
 *
 * @param share  [lanes, 1], weight of the sample itself
 * @see Zhang et al. 2018, "mixup: Beyond empirical risk minimization", ICLR, eq. 1
 */
function mixed(tf: Tf, x: Tensor, share: Tensor): Tensor {
  const own = perLane(tf, tf.reshape(share, [share.shape[0]!]), x.shape.length)
  return tf.add(tf.mul(x, own), tf.mul(tf.reverse(x, 1), tf.sub(1, own)))
}

/**
 * The loss of each row, unweighted and times the row's weight. The loss of a mixture is the mixture of the losses
 * against both targets, each with the weight of its sample; for cross-entropy this equals the loss of mixed labels.
 *
 * @param against  computes the loss of each row against these targets
 */
function rowLosses(
  tf: Tf,
  { y, rowWeights, mixup }: { y: Tensor; rowWeights: Tensor | null; mixup: Tensor | undefined },
  against: (targets: Tensor) => Tensor,
): { perSample: Tensor; weighted: Tensor } {
  const ofSample = against(y)
  const ofOther = mixup && against(tf.reverse(y, 1))
  const mix = (own: Tensor, other: Tensor) =>
    tf.add(tf.mul(own, mixup!), tf.mul(other, tf.sub(1, mixup!)))
  const perSample = ofOther ? mix(ofSample, ofOther) : ofSample
  if (rowWeights === null) return { perSample, weighted: perSample }
  const own = tf.mul(ofSample, rowWeights)
  const weighted = ofOther ? mix(own, tf.mul(ofOther, tf.reverse(rowWeights, 1))) : own
  return { perSample, weighted }
}

/**
 * The weight of each row in the loss.
 *
 * @param classWeights  [lanes, classes], or null
 * @returns             [lanes or 1, batch]; null: all weights are 1
 */
function computeRowWeights(
  tf: Tf,
  { y, factors: { weights } }: Batch,
  classWeights: Tensor | null,
): Tensor | null {
  if (classWeights === null) return weights ?? null
  const [lanes, batch] = y.shape as [number, number]
  const classes = classWeights.shape[1]!
  const oneHot = toOneHot(tf, tf.reshape(y, [lanes * batch]), classes)
  const ofRows = tf.reshape(oneHot, [lanes, batch, classes])
  const ofClasses = tf.sum(tf.mul(ofRows, tf.expandDims(classWeights, 1)), 2)
  return weights ? tf.mul(ofClasses, weights) : ofClasses
}
