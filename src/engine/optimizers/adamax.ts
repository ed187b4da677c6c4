/**
 * AdaMax: Adam with the largest recent gradient in place of the root of the mean square.
 *
 * @see Kingma & Ba 2015, "Adam", ICLR, Alg. 2; the form of PyTorch's Adamax, epsilon inside the maximum
 */
import { z } from 'zod'
import { adamHyperparameters, adamOptions } from './adam.ts'
import {
  defineOptimizer,
  LearningRate,
  runningSum,
  WeightDecay,
  withoutZeros,
  withPenalty,
} from './optimizer.ts'

export const adamax = defineOptimizer({
  summary: 'Adam with the largest recent gradient as divisor.',
  options: z.strictObject({
    ...adamOptions,
    learningRate: LearningRate.default(0.002),
    weightDecay: WeightDecay,
  }),
  hyperparameters: adamHyperparameters,
  slots: ['mean', 'largest'],
  atStep: ({ learningRate, beta1, beta2, epsilon, weightDecay }, step) => ({
    beta1,
    beta2,
    // the slot is the mean over 1 − β₁
    rate: (learningRate * (1 - beta1)) / (1 - beta1 ** step),
    epsilon,
    ...withoutZeros({ weightDecay }),
  }),
  update(tf, context) {
    const { weight, slots, hyperparameters } = context
    const grad = withPenalty(tf, context)
    const mean = runningSum(tf, hyperparameters.beta1!, slots.mean, grad)
    const now = tf.add(tf.abs(grad), hyperparameters.epsilon!)
    const largest = tf.maximum(tf.mul(slots.largest, hyperparameters.beta2!), now)
    const step = tf.mul(tf.div(mean, largest), hyperparameters.rate!)
    return { weight: tf.sub(weight, step), slots: { mean, largest } }
  },
})
