/**
 * Elastic distortion of images in training: each pixel is taken from a place nearby, which a smooth random field gives.
 * Places outside the image are those of the nearest pixel. Allowed only before layers with weights: it has no gradient.
 *
 * Departs from the source: the field is scaled so that the shift of each pixel has the stated standard deviation, whatever
 * the smoothness, where the source multiplies the smoothed field by a constant.
 *
 * @see Simard, Steinkraus & Platt 2003, "Best practices for convolutional neural networks applied to visual document
 *   analysis", ICDAR, §2
 */
import { z } from 'zod'
import { gatherRows } from '../kernels/gather-rows.ts'
import { perLane } from '../network/lanes.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import { defineLayer, imageFault } from './layer.ts'

export const elastic = defineLayer({
  summary: 'Smooth random distortions of images during training.',
  options: z.strictObject({
    displacement: z
      .number()
      .min(0)
      .max(0.5)
      .default(0.04)
      .describe('standard deviation of the shift of a pixel, as a share of the image size'),
    smoothness: z
      .number()
      .min(0.02)
      .max(1)
      .default(0.15)
      .describe(
        'standard deviation of the Gaussian that smooths the shifts, as a share of the image size',
      ),
  }),
  hyperparameters: ['displacement', 'smoothness'],
  usesNoise: true,
  isForData: true,
  examples: [], // chance decides, and it has no gradient
  outputShape(inputShape) {
    const fault = imageFault('elastic', inputShape)
    return fault ? { faults: [fault] } : { shape: [...inputShape] }
  },
  parameters: () => [],
  apply(tf, { x, hyperparameters, training, noise }) {
    if (!training) return { y: x }
    const [given, batch, height, width] = x.shape as [number, number, number, number]
    const drawn = noise([batch, 2, height, width])
    const lanes = drawn.shape[0]!
    const own = given === lanes ? x : tf.tile(x, [lanes, 1, 1, 1, 1])
    const smoothed = smooth(tf, tf.sub(tf.mul(drawn, 2), 1), hyperparameters.smoothness!)
    // uniform numbers from −1 to 1 have the variance 1/3
    const scale = tf.mul(perLane(tf, hyperparameters.displacement!, 5), Math.sqrt(3))
    const [down, across] = tf.unstack(tf.mul(smoothed, scale), 2)
    return { y: moved(tf, own, tf.mul(down!, height), tf.mul(across!, width)) }
  },
})

/**
 * Smooths along height and width, keeping the variance of independent numbers.
 *
 * @param field   [lanes, batch, 2, height, width]
 * @param spread  [lanes], as a share of the size
 */
function smooth(tf: Tf, field: Tensor, spread: Tensor): Tensor {
  const [lanes, batch, axes, height, width] = field.shape as [
    number,
    number,
    number,
    number,
    number,
  ]
  const along = (values: Tensor, count: number, length: number) => {
    const flat = tf.reshape(values, [lanes, count, length])
    return tf.matMul(flat, weights(tf, spread, length), false, true)
  }
  const across = along(field, batch * axes * height, width)
  const turned = tf.transpose(tf.reshape(across, field.shape), [0, 1, 2, 4, 3])
  const down = along(turned, batch * axes * width, height)
  return tf.transpose(tf.reshape(down, turned.shape), [0, 1, 2, 4, 3])
}

/** Gaussian weights of the places about each place, with a sum of squares of 1; [lanes, length, length]. */
function weights(tf: Tf, spread: Tensor, length: number): Tensor {
  const places = tf.div(tf.range(0, length), length)
  const distance = tf.sub(tf.expandDims(places, 0), tf.expandDims(places, 1))
  const scaled = tf.div(tf.expandDims(distance, 0), perLane(tf, spread, 3))
  const bell = tf.exp(tf.mul(tf.square(scaled), -0.5))
  return tf.div(bell, tf.sqrt(tf.sum(tf.square(bell), 2, true)))
}

/**
 * Takes each pixel from another place, with bilinear interpolation.
 *
 * @param images        [lanes, batch, height, width, channels]
 * @param down, across  in pixels, [lanes, batch, height, width]
 */
function moved(tf: Tf, images: Tensor, down: Tensor, across: Tensor): Tensor {
  const [lanes, batch, height, width, channels] = images.shape as [
    number,
    number,
    number,
    number,
    number,
  ]
  const place = (shift: Tensor, length: number, axis: number) => {
    const own = tf.reshape(tf.range(0, length), axis === 2 ? [length, 1] : [length])
    return tf.clipByValue(tf.add(shift, own), 0, length - 1)
  }
  const [y, x] = [place(down, height, 2), place(across, width, 3)]
  const [top, left] = [tf.floor(y), tf.floor(x)]
  const bottom = tf.minimum(tf.add(top, 1), height - 1)
  const right = tf.minimum(tf.add(left, 1), width - 1)
  const [ofBottom, ofRight] = [tf.sub(y, top), tf.sub(x, left)]
  const [ofTop, ofLeft] = [tf.sub(1, ofBottom), tf.sub(1, ofRight)]
  const pixels = tf.reshape(images, [lanes * batch * height * width, channels])
  const first = tf.mul(tf.range(0, lanes * batch, 1, 'int32'), tf.scalar(height * width, 'int32'))
  const ofImage = tf.reshape(first, [lanes, batch, 1, 1])
  const corner = (row: Tensor, column: Tensor, share: Tensor) => {
    const inImage = tf.cast(tf.add(tf.mul(row, width), column), 'int32')
    const found = gatherRows(tf, pixels, tf.reshape(tf.add(ofImage, inImage), [-1]))
    return tf.mul(tf.reshape(found, images.shape), tf.expandDims(share, 4))
  }
  return tf.addN([
    corner(top, left, tf.mul(ofTop, ofLeft)),
    corner(top, right, tf.mul(ofTop, ofRight)),
    corner(bottom, left, tf.mul(ofBottom, ofLeft)),
    corner(bottom, right, tf.mul(ofBottom, ofRight)),
  ])
}
