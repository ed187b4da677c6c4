/** One update of the weights as a pure function of tensors: what a compiler traces, and what eager training runs. */
import { sumsOf } from './metrics.ts'
import { forward, type Network, type NoiseSource, type Weights } from './network.ts'
import type { Optimizer } from './optimizers/optimizer.ts'
import type { OptimizerSpec } from './spec.ts'
import type { Scalar, Tensor, Tensor1D, Tf } from './tensorflow.ts'
import type { Hyper } from './tunables.ts'

export interface TrainState extends Weights {
  slots: Record<string, Tensor> // of the optimizer, each like `weights`
}

export interface Batch {
  x: Tensor // [batch, ...inputShape]
  y: Tensor // [batch], class indices or standardised values
  mask: Tensor1D // [batch], 0 for rows that only fill up the last batch
}

export interface TrainStepContext {
  network: Network
  optimizer: { rule: Optimizer; options: OptimizerSpec }
  state: TrainState
  batch: Batch
  hyper: Hyper
  noiseKeys: Scalar[] // int32, one a layer
  step: Scalar // int32, the number of this update, from 1
}

/**
 * The state after one update, and the batch's metric sums before it (see `sumsOf`). The loss is the mean over the
 * rows that the mask counts. Call within `tf.tidy`.
 */
export function trainStep(
  tf: Tf,
  { network, optimizer, state, batch, hyper, noiseKeys, step }: TrainStepContext,
): { state: TrainState; sums: Tensor1D } {
  const noise: NoiseSource = { keys: noiseKeys, step }
  const { loss, lossOptions } = network
  // the gradient's own scope frees all but the loss: what is needed after it is kept, and freed here
  const kept: { outputs?: Tensor; perSample?: Tensor; statistics?: Tensor1D | null } = {}
  const { grad } = tf.valueAndGrad((weights: Tensor) => {
    const { outputs, statistics } = forward(tf, network, {
      ...batch,
      weights: weights as Tensor1D,
      statistics: state.statistics,
      hyper,
      noise,
    })
    const context = { outputs, targets: batch.y, hyper: hyper.loss, options: lossOptions }
    const perSample = loss.perSample(tf, context)
    kept.outputs = tf.keep(outputs)
    kept.perSample = tf.keep(perSample)
    kept.statistics = statistics && tf.keep(statistics)
    return tf.div(tf.sum(tf.mul(perSample, batch.mask)), tf.sum(batch.mask)) as Scalar
  })(state.weights)

  const sums = sumsOf(tf, loss, { ...batch, outputs: kept.outputs!, perSample: kept.perSample! })
  const { weight, slots } = optimizer.rule.update(tf, {
    weight: state.weights,
    grad,
    slots: state.slots,
    hyper: hyper.optimizer,
    step: tf.cast(step, 'float32'),
    options: optimizer.options,
  })
  const statistics = kept.statistics ? tf.clone(kept.statistics) : null
  tf.dispose([kept.outputs!, kept.perSample!, ...(kept.statistics ? [kept.statistics] : [])])
  return { state: { weights: weight as Tensor1D, statistics, slots }, sums }
}
