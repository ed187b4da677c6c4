/**
 * RMSprop: gradients over the root of their running mean square, with momentum on the result; epsilon is outside the
 * root.
 *
 * @see Hinton 2012, Coursera lecture 6e; the form of PyTorch's RMSprop
 */
import { z } from 'zod'
import {
  average,
  defineOptimizer,
  Epsilon,
  LearningRate,
  Share,
  WeightDecay,
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
  tunables: ['learningRate', 'decay', 'momentum', 'epsilon', 'weightDecay'],
  slots: ['square', 'velocity'],
  update(tf, { weight, grad, slots, hyper }) {
    const penalised = withPenalty(tf, grad, weight, hyper.weightDecay!)
    const square = average(tf, hyper.decay!, slots.square, tf.square(penalised))
    const scaled = tf.div(penalised, tf.add(tf.sqrt(square), hyper.epsilon!))
    const velocity = tf.add(tf.mul(slots.velocity, hyper.momentum!), scaled)
    return {
      weight: tf.sub(weight, tf.mul(velocity, hyper.learningRate!)),
      slots: { square, velocity },
    }
  },
})
