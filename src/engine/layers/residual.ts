/**
 * Adds what its layers make of their input to the input itself. A network treats the block's layers as its own, see
 * flatten-layers.ts: this definition is there for its options.
 *
 * @see He et al. 2016, "Deep residual learning", CVPR, eq. 1
 */
import { z } from 'zod'
import { defineLayer } from './layer.ts'

export const residual = defineLayer({
  summary: 'Adds its input to what its layers make of it.',
  options: z.strictObject({
    layers: z
      .array(z.unknown())
      .min(1)
      .max(16)
      .describe('of any type; they must give back the shape they get'),
  }),
  nested: 'layers',
  hyperparameters: [],
  examples: [{ options: { layers: [{ type: 'batchNorm' }] }, inputShape: [3] }],
  outputShape: (inputShape) => ({ shape: [...inputShape] }),
  parameters: () => [],
  apply(_tf, { x }) {
    return { y: x }
  },
})
