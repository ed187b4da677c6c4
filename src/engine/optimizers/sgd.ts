/**
 * Stochastic gradient descent with momentum: v ← momentum · v + g, w ← w − learningRate · v. The first velocity is the
 * first gradient, and momentum 0 is plain descent.
 *
 * @see Sutskever et al. 2013, "On the importance of initialization and momentum", ICML; the form of PyTorch's SGD
 */
import { z } from 'zod'
import {
  defineOptimizer,
  LearningRate,
  runningSum,
  Share,
  WeightDecay,
  withoutZeros,
  withPenalty,
} from './optimizer.ts'

export const sgd = defineOptimizer({
  summary: 'Stochastic gradient descent, with momentum.',
  options: z.strictObject({
    learningRate: LearningRate.default(0.01),
    momentum: Share.default(0).describe('share of the last step that is kept'),
    nesterov: z.boolean().default(false).describe("Nesterov's momentum: evaluates one step ahead"),
    weightDecay: WeightDecay,
  }),
  hyperparameters: ['learningRate', 'momentum', 'weightDecay'],
  slots: ['velocity'],
  atStep: ({ learningRate, momentum, weightDecay }) => ({
    learningRate,
    ...withoutZeros({ momentum, weightDecay }),
  }),
  update(tf, context) {
    const { weight, slots, hyperparameters, options } = context
    const { learningRate, momentum } = hyperparameters
    const grad = withPenalty(tf, context)
    const velocity = momentum ? runningSum(tf, momentum, slots.velocity, grad) : grad
    const direction =
      momentum && options.nesterov ? runningSum(tf, momentum, velocity, grad) : velocity
    return {
      weight: tf.sub(weight, tf.mul(direction, learningRate!)),
      slots: { velocity: momentum ? velocity : slots.velocity },
    }
  },
})
