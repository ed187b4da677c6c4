/**
 * Normalises each channel to the mean and variance of its batch, then scales and shifts it; outside training it uses
 * running averages. Rows that only fill up the last batch do not count.
 *
 * Departs from Keras: the running averages weigh 0.9, not 0.99, which short trainings never reach.
 *
 * @see Ioffe & Szegedy 2015, "Batch normalization", ICML, Alg. 1
 */
import { z } from 'zod'
import { sizeOf } from '../tensorflow.ts'
import { defineLayer } from './layer.ts'

export const batchNorm = defineLayer({
  summary: 'Normalises each channel over the batch.',
  options: z.strictObject({
    momentum: z.number().min(0).lt(1).default(0.9).describe('share of the old running average'),
    epsilon: z.number().min(1e-7).max(1).default(1e-3).describe('added to the variance'),
  }),
  tunables: ['momentum', 'epsilon'],
  outputShape: (inputShape) => ({ shape: [...inputShape] }),
  parameters(inputShape) {
    const shape = [inputShape.at(-1)!]
    return [
      { name: 'gamma', shape, initializer: 'ones', trainable: true },
      { name: 'beta', shape, initializer: 'zeros', trainable: true },
      { name: 'movingMean', shape, initializer: 'zeros', trainable: false },
      { name: 'movingVariance', shape, initializer: 'ones', trainable: false },
    ]
  },
  apply(tf, { x, weights, hyper, training, mask }) {
    const { gamma, beta, movingMean, movingVariance } = weights
    if (!training) {
      const scale = tf.mul(gamma!, tf.rsqrt(tf.add(movingVariance!, hyper.epsilon!)))
      return { y: tf.add(tf.mul(tf.sub(x, movingMean!), scale), beta!) }
    }
    // [batch, 1, …]: each row's share of the mean over rows and places
    const places = sizeOf(x.shape.slice(1, -1))
    const share = tf.div(mask, tf.mul(tf.sum(mask), places))
    const shares = tf.reshape(share, [x.shape[0]!, ...x.shape.slice(1).map(() => 1)])
    const axes = x.shape.slice(0, -1).map((_, axis) => axis)
    const mean = tf.sum(tf.mul(x, shares), axes)
    const centred = tf.sub(x, mean)
    const variance = tf.sum(tf.mul(tf.square(centred), shares), axes)
    const scale = tf.mul(gamma!, tf.rsqrt(tf.add(variance, hyper.epsilon!)))
    const average = (old: typeof mean, now: typeof mean) =>
      tf.add(tf.mul(old, hyper.momentum!), tf.mul(now, tf.sub(1, hyper.momentum!)))
    return {
      y: tf.add(tf.mul(centred, scale), beta!),
      updates: {
        movingMean: average(movingMean!, mean),
        movingVariance: average(movingVariance!, variance),
      },
    }
  },
})
