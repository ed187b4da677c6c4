/**
 * Fills a square of each image in training, at a random place: its centre is anywhere in the image, so parts of it can be
 * outside. Allowed only before layers with weights: it has no gradient.
 *
 * @see DeVries & Taylor 2017, "Improved regularization of convolutional neural networks with cutout"
 */
import { z } from 'zod'
import { perLane } from '../network/lanes.ts'
import type { Tensor } from '../tensorflow.ts'
import { FillInside, fillValue } from './fill.ts'
import { defineLayer, imageFault } from './layer.ts'

export const cutout = defineLayer({
  summary: 'Fills a square at a random place of each image during training.',
  options: z.strictObject({
    size: z
      .number()
      .min(0)
      .max(1)
      .default(0.25)
      .describe('side of the square, as a share of the image size'),
    fill: FillInside,
  }),
  hyperparameters: ['size', 'fill'],
  inUnitsOfData: ['fill'],
  usesNoise: true,
  isForData: true,
  examples: [], // chance decides, and it has no gradient
  outputShape(inputShape) {
    const fault = imageFault('cutout', inputShape)
    return fault ? { faults: [fault] } : { shape: [...inputShape] }
  },
  parameters: () => [],
  apply(tf, { x, options, hyperparameters, training, noise }) {
    if (!training) return { y: x }
    const [, batch, height, width] = x.shape as [number, number, number, number]
    const [downBy, acrossBy] = tf.unstack(noise([batch, 2]), 2) as [Tensor, Tensor]
    const half = tf.div(perLane(tf, hyperparameters.size!, 3), 2)
    /** [lanes, batch, length], 1 where the pixel's centre is inside. */
    const inside = (centre: Tensor, length: number) => {
      const places = tf.div(tf.add(tf.range(0, length), 0.5), length)
      const distance = tf.abs(tf.sub(tf.expandDims(centre, 2), places))
      return tf.cast(tf.less(distance, half), 'float32')
    }
    const rows = tf.expandDims(inside(downBy, height), 3)
    const columns = tf.expandDims(inside(acrossBy, width), 2)
    const square = tf.expandDims(tf.mul(rows, columns), 4)
    const kept = tf.mul(x, tf.sub(1, square))
    const filled = fillValue(tf, x, { fill: options.fill, number: hyperparameters.fill })
    return { y: filled ? tf.add(kept, tf.mul(square, filled)) : kept }
  },
})
