/** Convolution over sequences [steps, channels], with bias and activation; computed as images of one row. */
import { z } from 'zod'
import { activations } from '../network/activations.ts'
import { addBiasLanes, conv2dLanes } from '../network/lanes.ts'
import { defineLayer } from './layer.ts'
import { asRow, fromRow, slideSequence } from './sequence.ts'
import { penalize, weighted, weightOptions, weightParameters } from './weights.ts'
import { Extent, Padding } from './window.ts'

export const conv1d = defineLayer({
  summary: 'Convolution over sequences.',
  options: z.strictObject({
    filters: z.int().min(1).max(65_536).describe('channels of the output'),
    kernelSize: Extent.describe('length of the window, in steps'),
    strides: Extent.default(1),
    padding: Padding.default('valid'),
    ...weightOptions,
  }),
  ...weighted,
  width: 'filters',
  fillsCore: true,
  examples: [
    { options: { filters: 3, kernelSize: 3, activation: 'tanh' }, inputShape: [6, 2] },
    { options: { filters: 2, kernelSize: 2, strides: 2, padding: 'same' }, inputShape: [5, 3] },
  ],
  outputShape(inputShape, { filters, kernelSize, strides, padding }) {
    const window = { option: 'kernelSize', value: kernelSize }
    const slid = slideSequence('conv1d', inputShape, window, strides, padding)
    return 'faults' in slid ? slid : { shape: [slid.steps, filters] }
  },
  parameters: (inputShape, options) =>
    weightParameters([options.kernelSize, inputShape[1]!, options.filters], options),
  apply(tf, { x, weights, options, hyperparameters }) {
    const [lanes, steps, channels, filters] = weights.kernel!.shape as [
      number,
      number,
      number,
      number,
    ]
    const kernel = tf.reshape(weights.kernel!, [lanes, 1, steps, channels, filters])
    const row = conv2dLanes(tf, asRow(tf, x), kernel, [1, options.strides], options.padding)
    const slid = fromRow(tf, row)
    const z = options.useBias ? addBiasLanes(tf, slid, weights.bias!) : slid
    const y = activations[options.activation].apply(tf, z)
    return { y, ...penalize(tf, [weights.kernel!], hyperparameters) }
  },
})
