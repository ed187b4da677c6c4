/**
 * Normalises each sample over its last axis, then scales and shifts it.
 *
 * @see Ba, Kiros & Hinton 2016, "Layer normalization"
 */
import { z } from 'zod'
import { perLane, spreadChannels } from '../network/lanes.ts'
import { defineLayer, shown } from './layer.ts'
import { rateOption } from './weights.ts'

export const layerNorm = defineLayer({
  summary: 'Normalises each sample over its last axis.',
  options: z.strictObject({
    epsilon: z.number().min(1e-7).max(1).default(1e-3).describe('added to the variance'),
    ...rateOption,
  }),
  hyperparameters: ['epsilon'],
  examples: [
    { options: {}, inputShape: [5] },
    { options: { epsilon: 0.1 }, inputShape: [3, 2, 4] },
  ],
  outputShape(inputShape) {
    if (inputShape.at(-1) !== 1) return { shape: [...inputShape] }
    const detail = `layerNorm needs at least two values on the last axis, but its input is ${shown(inputShape)}: remove it or use batchNorm`
    return { faults: [{ path: ['type'], detail }] }
  },
  parameters(inputShape) {
    const shape = [inputShape.at(-1)!]
    return [
      { name: 'gamma', shape, initializer: 'ones', trainable: true },
      { name: 'beta', shape, initializer: 'zeros', trainable: true },
    ]
  },
  apply(tf, { x, weights, hyperparameters }) {
    const rank = x.shape.length
    const centred = tf.sub(x, tf.mean(x, -1, true))
    const variance = tf.mean(tf.square(centred), -1, true)
    const scale = tf.rsqrt(tf.add(variance, perLane(tf, hyperparameters.epsilon!, rank)))
    const { gamma, beta } = weights
    const scaled = tf.mul(tf.mul(centred, scale), spreadChannels(tf, gamma!, rank))
    return { y: tf.add(scaled, spreadChannels(tf, beta!, rank)) }
  },
})
