/**
 * Adam: steps by the running mean of the gradient over the root of its running mean square, both corrected for
 * starting at zero; epsilon is outside the root, and weight decay is part of the gradient.
 *
 * @see Kingma & Ba 2015, "Adam", ICLR, Alg. 1; the form of PyTorch's Adam
 */
import { z } from 'zod'
import type { Tensor, Tf } from '../tensorflow.ts'
import {
  defineOptimizer,
  Epsilon,
  LearningRate,
  runningSum,
  Share,
  type StepHyperparameters,
  type UpdateContext,
  WeightDecay,
  withoutZeros,
  withPenalty,
} from './optimizer.ts'

export const adamOptions = {
  learningRate: LearningRate.default(0.001),
  beta1: Share.default(0.9).describe('share of the old mean of gradients'),
  beta2: Share.default(0.999).describe('share of the old mean of squared gradients'),
  epsilon: Epsilon.default(1e-8),
}

export const adamHyperparameters = [
  'learningRate',
  'beta1',
  'beta2',
  'epsilon',
  'weightDecay',
] as const

/** Running sums: the means of Alg. 1 over 1 − β. */
export const adamSlots = ['mean', 'square'] as const

type AdamSlot = (typeof adamSlots)[number]

export const adam = defineOptimizer({
  summary: 'Adam, weight decay as an L2 penalty.',
  options: z.strictObject({ ...adamOptions, weightDecay: WeightDecay }),
  hyperparameters: adamHyperparameters,
  slots: adamSlots,
  atStep: (options, step) => ({
    ...adamAtStep(options, step),
    ...withoutZeros({ weightDecay: options.weightDecay }),
  }),
  update(tf, context) {
    const { step, slots } = adamStep(tf, { ...context, grad: withPenalty(tf, context) })
    return { weight: tf.sub(context.weight, step), slots }
  },
})

/**
 * With M = mean/(1 − β₁) and S = square/(1 − β₂), Alg. 1's step α · m̂ / (√v̂ + ε) is rate · M / (√S + epsilon).
 */
export function adamAtStep(
  {
    learningRate,
    beta1,
    beta2,
    epsilon,
  }: Record<'learningRate' | 'beta1' | 'beta2' | 'epsilon', number>,
  step: number,
): StepHyperparameters {
  const root = Math.sqrt((1 - beta2) / (1 - beta2 ** step))
  const rate = (learningRate * (1 - beta1)) / ((1 - beta1 ** step) * root)
  return { beta1, beta2, rate, epsilon: epsilon / root }
}

/** The step that Adam subtracts from a weight, and the new slots. */
export function adamStep(
  tf: Tf,
  { grad, slots, hyperparameters }: UpdateContext<unknown, AdamSlot>,
): { step: Tensor; slots: Record<AdamSlot, Tensor> } {
  const mean = runningSum(tf, hyperparameters.beta1!, slots.mean, grad)
  const square = runningSum(tf, hyperparameters.beta2!, slots.square, tf.square(grad))
  const divisor = tf.add(tf.sqrt(square), hyperparameters.epsilon!)
  return { step: tf.mul(tf.div(mean, divisor), hyperparameters.rate!), slots: { mean, square } }
}
