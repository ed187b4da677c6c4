/** Convolution over images, with bias and activation. */
import { z } from 'zod'
import { activations } from '../network/activations.ts'
import { addBiasLanes, conv2dLanes } from '../network/lanes.ts'
import { defineLayer } from './layer.ts'
import { penalize, weighted, weightOptions, weightParameters } from './weights.ts'
import { Padding, Size, slide, toPair } from './window.ts'

export const conv2d = defineLayer({
  summary: 'Convolution over images.',
  options: z.strictObject({
    filters: z.int().min(1).max(65_536).describe('channels of the output'),
    kernelSize: Size.describe('height and width of the window'),
    strides: Size.default(1),
    padding: Padding.default('valid'),
    ...weightOptions,
  }),
  ...weighted,
  width: 'filters',
  fillsCore: true,
  isQuickByXla: true,
  examples: [
    { options: { filters: 3, kernelSize: 3, activation: 'sigmoid' }, inputShape: [5, 4, 2] },
    {
      options: { filters: 2, kernelSize: [2, 3], padding: 'same', strides: 2 },
      inputShape: [5, 4, 1],
    },
    {
      options: { filters: 2, kernelSize: 2, strides: [1, 3], useBias: false },
      inputShape: [3, 5, 2],
    },
  ],
  outputShape(inputShape, { filters, kernelSize, strides, padding }) {
    const window = { option: 'kernelSize', value: kernelSize }
    const slid = slide('conv2d', inputShape, window, strides, padding)
    return 'faults' in slid ? slid : { shape: [...slid.extent, filters] }
  },
  parameters: (inputShape, options) =>
    weightParameters([...toPair(options.kernelSize), inputShape[2]!, options.filters], options),
  apply(tf, { x, weights, options, hyperparameters }) {
    const strides = toPair(options.strides)
    const slid = conv2dLanes(tf, x, weights.kernel!, strides, options.padding)
    const z = options.useBias ? addBiasLanes(tf, slid, weights.bias!) : slid
    const y = activations[options.activation].apply(tf, z)
    return { y, ...penalize(tf, [weights.kernel!], hyperparameters) }
  },
})
