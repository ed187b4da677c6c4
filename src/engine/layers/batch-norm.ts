/**
 * Normalises each channel by the mean and variance of the batch, then scales and shifts it; outside training it uses
 * running averages. Padding rows of the last batch do not count; a batch with a single value per channel, such as one
 * leftover row, has no variance and does not update the running averages.
 *
 * Departs from Keras: the default momentum is 0.9 instead of 0.99, which is too slow for short trainings.
 *
 * @see Ioffe & Szegedy 2015, "Batch normalization", ICML, Alg. 1
 */
import { z } from 'zod'
import { perLane, spreadChannels } from '../network/lanes.ts'
import { sizeOf, type Tensor, type Tf } from '../tensorflow.ts'
import { defineLayer } from './layer.ts'
import { rateOption } from './weights.ts'

export const batchNorm = defineLayer({
  summary: 'Normalises each channel over the batch.',
  options: z.strictObject({
    momentum: z.number().min(0).lt(1).default(0.9).describe('share of the old running average'),
    epsilon: z.number().min(1e-7).max(1).default(1e-3).describe('added to the variance'),
    ...rateOption,
  }),
  hyperparameters: ['momentum', 'epsilon'],
  isOverBatch: true,
  examples: [
    { options: {}, inputShape: [4] },
    { options: { momentum: 0.5, epsilon: 0.1 }, inputShape: [3, 2, 2] },
  ],
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
  apply(tf, { x, weights, hyperparameters, training, mask }) {
    const rank = x.shape.length
    const spread = (channels: Tensor) => spreadChannels(tf, channels, rank)
    const epsilon = perLane(tf, hyperparameters.epsilon!, 2)
    const { gamma, beta, movingMean, movingVariance } = weights
    if (!training) {
      const scale = tf.mul(gamma!, tf.rsqrt(tf.add(movingVariance!, epsilon)))
      const shift = tf.sub(beta!, tf.mul(movingMean!, scale))
      return { y: tf.add(tf.mul(x, spread(scale)), spread(shift)) }
    }
    // [lanes or 1, batch, 1, …]: each row's share of the mean over rows and places
    const places = sizeOf(x.shape.slice(2, -1))
    const count = tf.mul(tf.sum(mask, 1, true), places)
    const share = tf.div(mask, count)
    const shares = tf.reshape(share, [...share.shape, ...Array<number>(rank - 2).fill(1)])
    const axes = x.shape.slice(1, -1).map((_, axis) => axis + 1)
    const mean = tf.sum(tf.mul(x, shares), axes)
    const centred = tf.sub(x, spread(mean))
    const variance = tf.sum(tf.mul(tf.square(centred), shares), axes)
    const inverse = tf.rsqrt(tf.add(variance, epsilon)) // of the deviation
    // 1 where a channel has a single value
    const isSingle = tf.maximum(tf.sub(2, count), 0)
    const momentum = tf.maximum(perLane(tf, hyperparameters.momentum!, 2), isSingle)
    const average = (old: Tensor, now: Tensor) =>
      tf.add(tf.mul(old, momentum), tf.mul(now, tf.sub(1, momentum)))
    return {
      y: scaled(tf, { x, centred, inverse, shares, gamma: gamma!, beta: beta! }),
      updates: {
        movingMean: average(movingMean!, mean),
        movingVariance: average(movingVariance!, variance),
      },
    }
  },
})

/**
 * γ · centred · inverse + β, where `centred` and `inverse` come from `x`. Its gradient is written out, since that of each
 * step of the way there takes more passes over the data. With a = γ · inverse, for row i with its share s of the mean:
 *
 *     dxᵢ = a · (dyᵢ − sᵢ · (Σ dy + inverse² · centredᵢ · Σ dy · centred))
 *
 * @see Ioffe & Szegedy 2015, the equations before section 3.1, with shares in place of 1 / m
 */
function scaled(
  tf: Tf,
  given: Record<'x' | 'centred' | 'inverse' | 'shares' | 'gamma' | 'beta', Tensor>,
): Tensor {
  const { x, centred, inverse, shares, gamma, beta } = given
  const rank = x.shape.length
  const spread = (channels: Tensor) => spreadChannels(tf, channels, rank)
  const axes = x.shape.slice(1, -1).map((_, axis) => axis + 1)
  const compute = tf.customGrad((_x, gamma, beta, save) => {
    const factor = tf.mul(gamma as Tensor, inverse)
    ;(save as (tensors: Tensor[]) => void)([centred, inverse, shares, factor])
    return {
      value: tf.add(tf.mul(centred, spread(factor)), spread(beta as Tensor)),
      gradFunc(dy, saved) {
        const [centred, inverse, shares, factor] = saved as [Tensor, Tensor, Tensor, Tensor]
        const sum = tf.sum(dy, axes)
        const withCentred = tf.sum(tf.mul(dy, centred), axes)
        const ofMean = tf.mul(factor, sum)
        const ofVariance = tf.mul(tf.mul(factor, tf.square(inverse)), withCentred)
        const shared = tf.add(tf.mul(centred, spread(ofVariance)), spread(ofMean))
        return [
          tf.sub(tf.mul(dy, spread(factor)), tf.mul(shared, shares)),
          tf.mul(inverse, withCentred),
          sum,
        ]
      },
    }
  })
  return compute(x, gamma, beta)
}
