/**
 * Adam with decoupled weight decay: weights shrink by learningRate · weightDecay a step, apart from the gradient.
 *
 * @see Loshchilov & Hutter 2019, "Decoupled weight decay regularization", ICLR, Alg. 2; the form of PyTorch's AdamW
 */
import { z } from 'zod'
import { adamAtStep, adamHyperparameters, adamOptions, adamSlots, adamStep } from './adam.ts'
import { defineOptimizer } from './optimizer.ts'

export const adamw = defineOptimizer({
  summary: 'Adam with decoupled weight decay.',
  options: z.strictObject({
    ...adamOptions,
    weightDecay: z
      .number()
      .min(0)
      .max(1e30)
      .default(0.01)
      .describe('decoupled weight decay: weights shrink by this times learningRate each step'),
  }),
  hyperparameters: adamHyperparameters,
  slots: adamSlots,
  atStep: (options, step) => ({
    ...adamAtStep(options, step),
    kept: 1 - options.learningRate * options.weightDecay,
  }),
  update(tf, context) {
    const { weight, hyperparameters } = context
    const { step, slots } = adamStep(tf, context)
    return { weight: tf.sub(tf.mul(weight, hyperparameters.kept!), step), slots }
  },
})
