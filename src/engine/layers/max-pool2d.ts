import { definePool2d } from './pool2d.ts'

/** Maximum over windows of an image, channel by channel. */
export const maxPool2d = definePool2d(
  'maxPool2d',
  'Maximum over windows of an image.',
  (tf, x, size, strides, padding) => tf.maxPool(x, size, strides, padding),
)
