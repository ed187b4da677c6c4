/** All values of a sample in one axis, row-major. */
import { z } from 'zod'
import { sizeOf } from '../tensorflow.ts'
import { defineLayer } from './layer.ts'

export const flatten = defineLayer({
  summary: 'Puts all values of a sample in one axis.',
  options: z.strictObject({}),
  tunables: [],
  outputShape: (inputShape) => ({ shape: [sizeOf(inputShape)] }),
  parameters: () => [],
  apply: (tf, { x }) => ({ y: tf.reshape(x, [x.shape[0]!, sizeOf(x.shape.slice(1))]) }),
})
