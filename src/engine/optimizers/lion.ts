/**
 * Lion: steps of one length, in the direction of the sign of an interpolated gradient; weight decay is decoupled.
 *
 * @see Chen et al. 2023, "Symbolic discovery of optimization algorithms", NeurIPS, Alg. 2
 */
import { z } from 'zod'
import { defineOptimizer, LearningRate, Share } from './optimizer.ts'

export const lion = defineOptimizer({
  summary: 'Steps by the sign of the gradient.',
  options: z.strictObject({
    learningRate: LearningRate.default(1e-4),
    beta1: Share.default(0.9).describe('share of the old mean in the direction'),
    beta2: Share.default(0.99).describe('share of the old mean in the new one'),
    weightDecay: z
      .number()
      .min(0)
      .max(1e30)
      .default(0)
      .describe('decoupled weight decay: weights shrink by this times learningRate each step'),
  }),
  hyperparameters: ['learningRate', 'beta1', 'beta2', 'weightDecay'],
  slots: ['mean'],
  atStep: ({ learningRate, beta1, beta2, weightDecay }) => ({
    learningRate,
    beta1,
    rest1: 1 - beta1,
    beta2,
    rest2: 1 - beta2,
    kept: 1 - learningRate * weightDecay,
  }),
  update(tf, { weight, grad, slots, hyperparameters }) {
    const { learningRate, beta1, rest1, beta2, rest2, kept } = hyperparameters
    const between = tf.add(tf.mul(slots.mean, beta1!), tf.mul(grad, rest1!))
    const mean = tf.add(tf.mul(slots.mean, beta2!), tf.mul(grad, rest2!))
    const step = tf.mul(tf.sign(between), learningRate!)
    return { weight: tf.sub(tf.mul(weight, kept!), step), slots: { mean } }
  },
})
