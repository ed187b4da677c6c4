/** Maximum over windows of an image, channel by channel. */
import { z } from 'zod'
import type { Tensor4D } from '../tensorflow.ts'
import { defineLayer } from './layer.ts'
import { Padding, pairOf, Size, slide } from './window.ts'

export const maxPool2d = defineLayer({
  summary: 'Maximum over windows of an image.',
  options: z.strictObject({
    poolSize: Size.default(2),
    strides: Size.optional().describe('default: poolSize, windows side by side'),
    padding: Padding.default('valid'),
  }),
  tunables: [],
  outputShape(inputShape, { poolSize, strides, padding }) {
    const window = { option: 'poolSize', value: poolSize }
    const slid = slide('maxPool2d', inputShape, window, strides ?? poolSize, padding)
    return 'faults' in slid ? slid : { shape: [...slid.extent, inputShape[2]!] }
  },
  parameters: () => [],
  apply(tf, { x, options: { poolSize, strides, padding } }) {
    return { y: tf.maxPool(x as Tensor4D, pairOf(poolSize), pairOf(strides ?? poolSize), padding) }
  },
})
