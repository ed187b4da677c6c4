/**
 * Adam: steps by the running mean of the gradient over the root of its running mean square, both corrected for
 * starting at zero; epsilon is outside the root, and weight decay is part of the gradient.
 *
 * @see Kingma & Ba 2015, "Adam", ICLR, Alg. 1; the form of PyTorch's Adam
 */
import { z } from 'zod'
import type { Scalar, Tensor, Tf } from '../tensorflow.ts'
import {
  average,
  defineOptimizer,
  Epsilon,
  LearningRate,
  Share,
  type UpdateContext,
  WeightDecay,
  withPenalty,
} from './optimizer.ts'

export const adamOptions = {
  learningRate: LearningRate.default(0.001),
  beta1: Share.default(0.9).describe('share of the old mean of gradients'),
  beta2: Share.default(0.999).describe('share of the old mean of squared gradients'),
  epsilon: Epsilon.default(1e-8),
}

export const adamTunables = ['learningRate', 'beta1', 'beta2', 'epsilon', 'weightDecay'] as const

export const adamSlots = ['mean', 'square'] as const

type AdamSlot = (typeof adamSlots)[number]

export const adam = defineOptimizer({
  summary: 'Adam, weight decay as an L2 penalty.',
  options: z.strictObject({ ...adamOptions, weightDecay: WeightDecay }),
  tunables: adamTunables,
  slots: adamSlots,
  update(tf, context) {
    const { weight, grad, hyper } = context
    const penalised = withPenalty(tf, grad, weight, hyper.weightDecay!)
    const { step, slots } = adamStep(tf, { ...context, grad: penalised })
    return { weight: tf.sub(weight, step), slots }
  },
})

/** What Adam takes off a weight, and the new slots. */
export function adamStep(
  tf: Tf,
  { grad, slots, hyper, step }: UpdateContext<unknown, AdamSlot>,
): { step: Tensor; slots: Record<AdamSlot, Tensor> } {
  const mean = average(tf, hyper.beta1!, slots.mean, grad)
  const square = average(tf, hyper.beta2!, slots.square, tf.square(grad))
  const root = tf.sqrt(tf.div(square, correction(tf, hyper.beta2!, step)))
  const rate = tf.div(hyper.learningRate!, correction(tf, hyper.beta1!, step))
  return {
    step: tf.mul(rate, tf.div(mean, tf.add(root, hyper.epsilon!))),
    slots: { mean, square },
  }
}

/** 1 − beta^step, without the cancellation that float32 has for beta near 1. */
function correction(tf: Tf, beta: Scalar, step: Scalar): Tensor {
  return tf.neg(tf.expm1(tf.mul(step, tf.log(beta))))
}
