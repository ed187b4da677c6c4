/** One update of the weights as a pure function of tensors: what is compiled, and what eager training runs. */
import { sumsOf } from './metrics.ts'
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
}

/** What does not change from step to step. */
export interface StepContext {
  network: Network
  optimizer: OptimizerRule
  hyper: Hyper
  noiseKeys: Tensor // int32 [lanes, layers]
}

export interface OptimizerRule {
  rule: Optimizer
  options: OptimizerSpec // of any of the lanes: numbers are read from the step's
  numberNames: readonly string[]
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
  { network, optimizer, hyper, noiseKeys }: StepContext,
  { state, batch, numbers, step }: Step,
): { state: TrainState; sums: Tensor } {
  const { loss, lossOptions } = network
  const share = tf.div(batch.mask, tf.sum(batch.mask, 1, true))
  // the gradient's own scope frees all but the loss: what is needed after it is kept, and freed here
  const kept: { outputs?: Tensor; perSample?: Tensor; statistics?: Tensor | null } = {}
  const { grad } = tf.valueAndGrad((weights: Tensor) => {
    const { outputs, statistics } = forward(tf, network, {
      ...batch,
      weights,
      statistics: state.statistics,
      hyper,
      noise: { keys: noiseKeys, step },
    })
    const context = { outputs, targets: batch.y, hyper: hyper.loss, options: lossOptions }
    const perSample = loss.perSample(tf, context)
    kept.outputs = tf.keep(outputs)
    kept.perSample = tf.keep(perSample)
    kept.statistics = statistics && tf.keep(statistics)
    // a lane's loss depends on its own weights alone: the gradient of the sum holds each lane's
    return tf.sum(tf.mul(perSample, share)) as Scalar
  })(state.weights)

  const sums = sumsOf(tf, loss, { ...batch, outputs: kept.outputs!, perSample: kept.perSample! })
  const ofStep = tf.unstack(numbers)
  const { weight, slots } = optimizer.rule.update(tf, {
    weight: state.weights,
    grad,
    slots: state.slots,
    numbers: Object.fromEntries(optimizer.numberNames.map((name, at) => [name, ofStep[at]!])),
    options: optimizer.options,
  })
  const statistics = kept.statistics ? tf.clone(kept.statistics) : null
  tf.dispose([kept.outputs!, kept.perSample!, ...(kept.statistics ? [kept.statistics] : [])])
  return { state: { weights: weight, statistics, slots }, sums }
}
