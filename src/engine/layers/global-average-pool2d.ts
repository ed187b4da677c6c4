/** Mean over the whole image: [height, width, channels] becomes [channels]. */
import { z } from 'zod'
import { defineLayer, imageFault } from './layer.ts'

export const globalAveragePool2d = defineLayer({
  summary: 'Mean over the whole image, one value per channel.',
  options: z.strictObject({}),
  hyperparameters: [],
  examples: [{ options: {}, inputShape: [3, 2, 4] }],
  outputShape(inputShape) {
    const fault = imageFault('globalAveragePool2d', inputShape)
    return fault ? { faults: [fault] } : { shape: [inputShape[2]!] }
  },
  parameters: () => [],
  apply: (tf, { x }) => ({ y: tf.mean(x, [2, 3]) }),
})
