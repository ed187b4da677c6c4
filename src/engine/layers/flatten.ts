/** Flattens a sample into one axis, row-major. */
import { z } from 'zod'
import { sizeOf } from '../tensorflow.ts'
import { defineLayer } from './layer.ts'

export const flatten = defineLayer({
  summary: 'Flattens a sample into one axis.',
  options: z.strictObject({}),
  hyperparameters: [],
  isQuickByXla: true,
  examples: [
    { options: {}, inputShape: [3, 2, 4] },
    { options: {}, inputShape: [6] },
  ],
  outputShape: (inputShape) => ({ shape: [sizeOf(inputShape)] }),
  parameters: () => [],
  apply(tf, { x }) {
    const [lanes, batch, ...shape] = x.shape as [number, number, ...number[]]
    return { y: tf.reshape(x, [lanes, batch, sizeOf(shape)]) }
  },
})
