/**
 * Sets random values to zero during training and scales the others, so that the expected sum is unchanged.
 *
 * @see Srivastava et al. 2014, "Dropout", JMLR 15; scaled at training time, as all libraries do
 */
import { z } from 'zod'
import { perLane } from '../network/lanes.ts'
import { defineLayer } from './layer.ts'

export const dropout = defineLayer({
  summary: 'Sets random values to zero during training.',
  options: z.strictObject({
    rate: z.number().min(0).max(0.99).describe('share of the values set to zero'),
  }),
  hyperparameters: ['rate'],
  usesNoise: true,
  examples: [
    { options: { rate: 0.4 }, inputShape: [3, 4] },
    { options: { rate: 0.2 }, inputShape: [6] },
  ],
  outputShape: (inputShape) => ({ shape: [...inputShape] }),
  parameters: () => [],
  apply(tf, { x, hyperparameters, training, noise }) {
    if (!training) return { y: x }
    const rate = perLane(tf, hyperparameters.rate!, x.shape.length)
    const isKept = tf.cast(tf.greaterEqual(noise(x.shape.slice(1)), rate), 'float32')
    return { y: tf.mul(x, tf.div(isKept, tf.sub(1, rate))) }
  },
})
