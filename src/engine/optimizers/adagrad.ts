/**
 * Adagrad: steps by the gradient over the root of the sum of all its squares; epsilon is outside the root.
 *
 * @see Duchi, Hazan & Singer 2011, "Adaptive subgradient methods", JMLR 12; the form of PyTorch's Adagrad
 */
import { z } from 'zod'
import {
  defineOptimizer,
  Epsilon,
  LearningRate,
  WeightDecay,
  withoutZeros,
  withPenalty,
} from './optimizer.ts'

export const adagrad = defineOptimizer({
  summary: 'Adagrad: rates that fall with the sum of squared gradients.',
  options: z.strictObject({
    learningRate: LearningRate.default(0.01),
    epsilon: Epsilon.default(1e-10),
    weightDecay: WeightDecay,
  }),
  hyperparameters: ['learningRate', 'epsilon', 'weightDecay'],
  slots: ['sum'],
  atStep: ({ learningRate, epsilon, weightDecay }) => ({
    learningRate,
    epsilon,
    ...withoutZeros({ weightDecay }),
  }),
  update(tf, context) {
    const { weight, slots, hyperparameters } = context
    const grad = withPenalty(tf, context)
    const sum = tf.add(slots.sum, tf.square(grad))
    const scaled = tf.div(grad, tf.add(tf.sqrt(sum), hyperparameters.epsilon!))
    return { weight: tf.sub(weight, tf.mul(scaled, hyperparameters.learningRate!)), slots: { sum } }
  },
})
