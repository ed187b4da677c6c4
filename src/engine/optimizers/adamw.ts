/**
 * Adam with decoupled weight decay: weights shrink by learningRate · weightDecay a step, apart from the gradient.
 *
 * @see Loshchilov & Hutter 2019, "Decoupled weight decay regularization", ICLR, Alg. 2; the form of PyTorch's AdamW
 */
import { z } from 'zod'
import { adamNumbers, adamOptions, adamSlots, adamStep, adamTunables } from './adam.ts'
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
      .describe('weights shrink by this times learningRate each step'),
  }),
  tunables: adamTunables,
  slots: adamSlots,
  numbers: (options, step) => ({
    ...adamNumbers(options, step),
    kept: 1 - options.learningRate * options.weightDecay,
  }),
  update(tf, context) {
    const { weight, numbers } = context
    const { step, slots } = adamStep(tf, context)
    return { weight: tf.sub(tf.mul(weight, numbers.kept!), step), slots }
  },
})
