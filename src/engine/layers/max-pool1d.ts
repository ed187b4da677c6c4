/** Maximum over windows of a sequence, channel by channel. */
import { z } from 'zod'
import { mergeLanes, splitLanes } from '../network/lanes.ts'
import type { Tensor4D } from '../tensorflow.ts'
import { defineLayer } from './layer.ts'
import { asRow, fromRow, slideSequence } from './sequence.ts'
import { Extent, Padding } from './window.ts'

export const maxPool1d = defineLayer({
  summary: 'Maximum over windows of a sequence.',
  options: z.strictObject({
    poolSize: Extent.default(2),
    strides: Extent.optional().describe('default: poolSize, windows side by side'),
    padding: Padding.default('valid'),
  }),
  hyperparameters: [],
  examples: [
    { options: {}, inputShape: [6, 2] },
    { options: { poolSize: 3, strides: 2, padding: 'same' }, inputShape: [5, 2] },
  ],
  outputShape(inputShape, { poolSize, strides, padding }) {
    const window = { option: 'poolSize', value: poolSize }
    const slid = slideSequence('maxPool1d', inputShape, window, strides ?? poolSize, padding)
    return 'faults' in slid ? slid : { shape: [slid.steps, inputShape[1]!] }
  },
  parameters: () => [],
  apply(tf, { x, options: { poolSize, strides, padding } }) {
    const rows = mergeLanes(tf, asRow(tf, x)) as Tensor4D
    const pooled = tf.maxPool(rows, [1, poolSize], [1, strides ?? poolSize], padding)
    return { y: fromRow(tf, splitLanes(tf, pooled, x.shape[0]!)) }
  },
})
