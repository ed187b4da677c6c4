/** Defines pooling layers over images, given the op. */
import { z } from 'zod'
import { mergeLanes, splitLanes } from '../network/lanes.ts'
import type { Tensor4D, Tf } from '../tensorflow.ts'
import { defineLayer } from './layer.ts'
import { Padding, Size, slide, toPair } from './window.ts'

type Pool = (
  tf: Tf,
  x: Tensor4D,
  size: [number, number],
  strides: [number, number],
  padding: 'valid' | 'same',
) => Tensor4D

/** @param type  its name in the registry, for messages */
export function definePool2d(type: string, summary: string, pool: Pool) {
  return defineLayer({
    summary,
    options: z.strictObject({
      poolSize: Size.default(2),
      strides: Size.optional().describe('default: poolSize, windows side by side'),
      padding: Padding.default('valid'),
    }),
    hyperparameters: [],
    examples: [
      { options: {}, inputShape: [5, 4, 2] },
      { options: { poolSize: 3, strides: 2, padding: 'same' }, inputShape: [5, 4, 2] },
      { options: { poolSize: [3, 2], strides: 2, padding: 'same' }, inputShape: [5, 4, 2] },
    ],
    outputShape(inputShape, { poolSize, strides, padding }) {
      const window = { option: 'poolSize', value: poolSize }
      const slid = slide(type, inputShape, window, strides ?? poolSize, padding)
      return 'faults' in slid ? slid : { shape: [...slid.extent, inputShape[2]!] }
    },
    parameters: () => [],
    apply(tf, { x, options: { poolSize, strides, padding } }) {
      const images = mergeLanes(tf, x) as Tensor4D
      const y = pool(tf, images, toPair(poolSize), toPair(strides ?? poolSize), padding)
      return { y: splitLanes(tf, y, x.shape[0]!) }
    },
  })
}
