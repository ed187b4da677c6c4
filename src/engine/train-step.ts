/** One update of the weights as a pure function of tensors: what is compiled, and what eager training runs. */
import type { RowNumbers } from './device-data.ts'
import { perLane } from './lanes.ts'
import type { Collected, SumLayout } from './metrics/layout.ts'
import { sumsOf } from './metrics/sums.ts'
import { forward, type Network, type Weights } from './network.ts'
import type { Optimizer } from './optimizers/optimizer.ts'
import type { OptimizerSpec } from './spec.ts'
import type { Scalar, Tensor, Tf } from './tensorflow.ts'
import type { Hyper } from './tunables.ts'

export interface TrainState extends Weights {
  slots: Record<string, Tensor> // of the optimizer, each like `weights`
}

export interface Batch {
  x: Tensor // [lanes or 1, batch, ...inputShape]
  y: Tensor // [lanes or 1, batch], class indices or standardised values
  mask: Tensor // [lanes or 1, batch], 0 for rows that only fill up the last batch
  numbers: RowNumbers // [lanes or 1, batch] each
}

/** What does not change from step to step. */
export interface StepContext {
  network: Network
  optimizer: OptimizerRule
  hyper: Hyper
  noiseKeys: Tensor // int32 [lanes, layers]
  sums: { train: SumLayout; validation: SumLayout }
  collected: Collected | null // of all validation rows
}

export interface OptimizerRule {
  rule: Optimizer
  options: OptimizerSpec // of any of the lanes: numbers are read from the step's
  numberNames: readonly string[] // of `stepNumbers`
}

export interface Step {
  state: TrainState
  batch: Batch
  numbers: Tensor // [numberNames, lanes, 1], the optimizer's for this update
  step: Tensor // int32 [], the number of this update, from 1
}

/**
 * The state after one update, and the batch's metric sums before it, [lanes, sums] (see `sumsOf`). The loss of a lane
 * is the mean over the rows that the mask counts. Call within `tf.tidy`.
 */
export function trainStep(
  tf: Tf,
  { network, optimizer, hyper, noiseKeys, sums: layouts }: StepContext,
  { state, batch, numbers, step }: Step,
): { state: TrainState; sums: Tensor } {
  const { loss, lossOptions } = network
  const share = tf.div(batch.mask, tf.sum(batch.mask, 1, true))
  const names = optimizer.numberNames
  const ofStep = tf.unstack(numbers)
  const { clipNorm, mixup, ...ofOptimizer } = Object.fromEntries(
    names.map((name, at) => [name, ofStep[at]!]),
  )
  // the gradient's own scope frees all but the loss: what is needed after it is kept, and freed here
  const kept: { outputs?: Tensor; perSample?: Tensor; statistics?: Tensor | null } = {}
  const { grad } = tf.valueAndGrad((weights: Tensor) => {
    const { outputs, statistics, penalties } = forward(tf, network, {
      ...batch,
      mix: mixup ? (x) => mixed(tf, x, mixup) : null,
      weights,
      statistics: state.statistics,
      hyper,
      noise: { keys: noiseKeys, step },
    })
    const against = (targets: Tensor) =>
      loss.perSample(tf, {
        outputs,
        targets,
        hyper: hyper.loss,
        options: lossOptions,
        training: true,
      })
    const perSample = mixup ? mixedLoss(tf, batch.y, mixup, against) : against(batch.y)
    kept.outputs = tf.keep(outputs)
    kept.perSample = tf.keep(perSample)
    kept.statistics = statistics && tf.keep(statistics)
    // a lane's loss depends on its own weights alone: the gradient of the sum holds each lane's
    const total = tf.sum(tf.mul(perSample, share))
    return penalties.reduce((sum, penalty) => tf.add(sum, tf.sum(penalty)), total) as Scalar
  })(state.weights)

  const sums = sumsOf(tf, layouts.train, {
    ...batch,
    predicted: loss.predict(tf, kept.outputs!),
    perSample: kept.perSample!,
    weights: null,
    relative: null,
  })
  const { weight, slots } = optimizer.rule.update(tf, {
    weight: state.weights,
    grad: clipNorm ? clipped(tf, grad, clipNorm) : grad,
    slots: state.slots,
    numbers: ofOptimizer,
    options: optimizer.options,
  })
  const statistics = kept.statistics ? tf.clone(kept.statistics) : null
  tf.dispose([kept.outputs!, kept.perSample!, ...(kept.statistics ? [kept.statistics] : [])])
  return { state: { weights: weight, statistics, slots }, sums }
}

/** Each lane's gradient, shortened where it is longer than `norm`, [lanes, 1]; the form of PyTorch's clip_grad_norm_. */
function clipped(tf: Tf, grad: Tensor, norm: Tensor): Tensor {
  const length = tf.sqrt(tf.sum(tf.square(grad), 1, true))
  return tf.mul(grad, tf.minimum(tf.div(norm, tf.add(length, 1e-6)), 1))
}

/**
 * Mixtures of each sample with the one at its place from the end: batches are in random order anyway. Rows that count
 * are mixed with such rows alone, see `EpochOrders`.
 *
 * @param share  [lanes, 1], of the sample itself
 * @see Zhang et al. 2018, "mixup: Beyond empirical risk minimization", ICLR, eq. 1
 */
function mixed(tf: Tf, x: Tensor, share: Tensor): Tensor {
  const own = perLane(tf, tf.reshape(share, [share.shape[0]!]), x.shape.length)
  return tf.add(tf.mul(x, own), tf.mul(tf.reverse(x, 1), tf.sub(1, own)))
}

/** The losses against both samples' targets, by the same shares: for cross-entropy that is the loss of mixed labels. */
function mixedLoss(tf: Tf, y: Tensor, share: Tensor, against: (targets: Tensor) => Tensor): Tensor {
  const ofOther = against(tf.reverse(y, 1))
  return tf.add(tf.mul(against(y), share), tf.mul(ofOther, tf.sub(1, share)))
}
