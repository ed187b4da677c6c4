/**
 * Begins an ensemble inside the network: each member gets the sample with factors of its own, learned from random ones on,
 * which keep the members different. `memberDense` layers follow, the last one with the outputs of each member.
 *
 * @see Gorishniy, Kotelnikov & Babenko 2025, "TabM", ICLR, §3.3: random signs, or normal factors after embeddings
 */
import { z } from 'zod'
import { defineLayer, shown } from './layer.ts'
import { rateOption } from './weights.ts'

export const members = defineLayer({
  summary: 'Begins an ensemble inside the network: each member scales the inputs in its own way.',
  options: z.strictObject({
    count: z.int().min(2).max(256).default(32).describe('number of members'),
    factors: z
      .enum(['signs', 'normal'])
      .default('signs')
      .describe('initial factors: 1 or −1, or normal ones, which suit embeddings of numbers'),
    ...rateOption,
  }),
  hyperparameters: [],
  startOptions: ['factors'],
  examples: [
    { options: { count: 3 }, inputShape: [4] },
    { options: { count: 2, factors: 'normal' }, inputShape: [1] },
  ],
  outputShape(inputShape, { count }) {
    if (inputShape.length === 1) return { shape: [count, inputShape[0]!] }
    const detail = `members needs one axis, but its input is ${shown(inputShape)}: add a flatten layer before it`
    return { faults: [{ path: ['type'], detail }] }
  },
  parameters: (inputShape, { count, factors }) => [
    {
      name: 'factors',
      shape: [count, inputShape[0]!],
      initializer: factors,
      trainable: true,
    },
  ],
  apply(tf, { x, weights }) {
    const [given, batch, width] = x.shape as [number, number, number]
    const [lanes, count] = weights.factors!.shape as [number, number]
    const factors = tf.reshape(weights.factors!, [lanes, 1, count, width])
    return { y: tf.mul(tf.reshape(x, [given, batch, 1, width]), factors) }
  },
})
