/**
 * Nadam: Adam whose step looks ahead as Nesterov's momentum does.
 *
 * Departs from PyTorch's NAdam: the momentum is constant, as in the paper's Alg. 8 with µ the same at every step.
 *
 * @see Dozat 2016, "Incorporating Nesterov momentum into Adam", ICLR workshop
 */
import { z } from 'zod'
import { adamHyperparameters, adamOptions, adamSlots } from './adam.ts'
import { defineOptimizer, runningSum, WeightDecay, withoutZeros, withPenalty } from './optimizer.ts'

export const nadam = defineOptimizer({
  summary: "Adam with Nesterov's momentum.",
  options: z.strictObject({ ...adamOptions, weightDecay: WeightDecay }),
  hyperparameters: adamHyperparameters,
  slots: adamSlots,
  // the slots are the means over 1 − β, as in adam.ts
  atStep: ({ learningRate, beta1, beta2, epsilon, weightDecay }, step) => {
    const root = Math.sqrt((1 - beta2) / (1 - beta2 ** step))
    const rate = (learningRate * (1 - beta1)) / root
    return {
      beta1,
      beta2,
      ofMean: (rate * beta1) / (1 - beta1 ** (step + 1)),
      ofGradient: rate / (1 - beta1 ** step),
      epsilon: epsilon / root,
      ...withoutZeros({ weightDecay }),
    }
  },
  update(tf, context) {
    const { weight, slots, hyperparameters } = context
    const grad = withPenalty(tf, context)
    const mean = runningSum(tf, hyperparameters.beta1!, slots.mean, grad)
    const square = runningSum(tf, hyperparameters.beta2!, slots.square, tf.square(grad))
    const ahead = tf.add(
      tf.mul(mean, hyperparameters.ofMean!),
      tf.mul(grad, hyperparameters.ofGradient!),
    )
    const step = tf.div(ahead, tf.add(tf.sqrt(square), hyperparameters.epsilon!))
    return { weight: tf.sub(weight, step), slots: { mean, square } }
  },
})
