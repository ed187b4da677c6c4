/**
 * Residual block: adds the output of its layers to their input. Networks flatten the block, see flatten-layers.ts; this
 * definition only declares its options.
 *
 * @see He et al. 2016, "Deep residual learning", CVPR, eq. 1
 */
import { z } from 'zod'
import { defineLayer } from './layer.ts'

export const residual = defineLayer({
  summary: 'Residual block: adds its input to the output of its layers.',
  options: z.strictObject({
    layers: z
      .array(z.unknown())
      .min(1)
      .max(16)
      .describe('layers of any type; their output must have the shape of their input'),
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
