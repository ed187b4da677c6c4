/**
 * RMSprop: gradients over the root of their running mean square, with momentum on the result; epsilon is outside the
 * root.
 *
 * @see Hinton 2012, Coursera lecture 6e; the form of PyTorch's RMSprop
 */
import { z } from 'zod'
import {
  defineOptimizer,
  Epsilon,
  LearningRate,
  runningSum,
  Share,
  WeightDecay,
  withoutZeros,
  withPenalty,
} from './optimizer.ts'

export const rmsprop = defineOptimizer({
  summary: 'RMSprop, with momentum.',
  options: z.strictObject({
    learningRate: LearningRate.default(0.001),
    decay: Share.default(0.99).describe('share of the old mean of squared gradients'),
    momentum: Share.default(0).describe('share of the last step that is kept'),
    epsilon: Epsilon.default(1e-8),
    weightDecay: WeightDecay,
  }),
  hyperparameters: ['learningRate', 'decay', 'momentum', 'epsilon', 'weightDecay'],
  slots: ['square', 'velocity'],
  // with S = square/(1 − decay), g / (√square + ε) is (g / (√S + epsilon)) / √(1 − decay)
  atStep({ learningRate, decay, momentum, epsilon, weightDecay }) {
    const root = Math.sqrt(1 - decay)
    return {
      decay,
      rate: learningRate / root,
      epsilon: epsilon / root,
      ...withoutZeros({ momentum, weightDecay }),
    }
  },
  update(tf, context) {
    const { weight, slots, hyperparameters } = context
    const grad = withPenalty(tf, context)
    const square = runningSum(tf, hyperparameters.decay!, slots.square, tf.square(grad))
    const scaled = tf.div(grad, tf.add(tf.sqrt(square), hyperparameters.epsilon!))
    const { momentum } = hyperparameters
    const velocity = momentum ? runningSum(tf, momentum, slots.velocity, scaled) : scaled
    return {
      weight: tf.sub(weight, tf.mul(velocity, hyperparameters.rate!)),
      slots: { square, velocity: momentum ? velocity : slots.velocity },
    }
  },
})
