import { definePool2d } from './pool2d.ts'

/** Mean over windows of an image, channel by channel; padding does not count. */
export const avgPool2d = definePool2d(
  'avgPool2d',
  'Mean over windows of an image.',
  (tf, x, size, strides, padding) => tf.avgPool(x, size, strides, padding),
)
