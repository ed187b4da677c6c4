/**
 * Separable convolution: a depthwise convolution, then one over the channels of each pixel.
 *
 * @see Chollet 2017, "Xception: Deep learning with depthwise separable convolutions", CVPR
 */
import { z } from 'zod'
import { activations } from '../network/activations.ts'
import { addBiasLanes, conv2dLanes, depthwiseLanes } from '../network/lanes.ts'
import { defineLayer } from './layer.ts'
import {
  depthwiseParameter,
  penalize,
  weighted,
  weightOptions,
  weightParameters,
} from './weights.ts'
import { Extent, Padding, Size, slide, toPair } from './window.ts'

export const separableConv2d = defineLayer({
  summary: 'Depthwise convolution, then one over channels.',
  options: z.strictObject({
    filters: z.int().min(1).max(65_536).describe('channels of the output'),
    kernelSize: Size.describe('height and width of the window'),
    depthMultiplier: z
      .int()
      .min(1)
      .max(1024)
      .default(1)
      .describe('intermediate outputs per channel'),
    strides: Extent.default(1),
    padding: Padding.default('valid'),
    ...weightOptions,
  }),
  ...weighted,
  width: 'filters',
  fillsCore: true,
  examples: [{ options: { filters: 3, kernelSize: 2, activation: 'tanh' }, inputShape: [4, 4, 2] }],
  outputShape(inputShape, { filters, kernelSize, strides, padding }) {
    const window = { option: 'kernelSize', value: kernelSize }
    const slid = slide('separableConv2d', inputShape, window, strides, padding)
    return 'faults' in slid ? slid : { shape: [...slid.extent, filters] }
  },
  parameters(inputShape, options) {
    const { filters, kernelSize, depthMultiplier } = options
    const channels = inputShape[2]!
    // the activation comes after the second convolution
    const depthwise = depthwiseParameter([...toPair(kernelSize), channels, depthMultiplier], {
      ...options,
      activation: 'linear',
    })
    const pointwise = weightParameters([1, 1, channels * depthMultiplier, filters], options)
    return [{ ...depthwise, name: 'depthwiseKernel' }, ...pointwise]
  },
  apply(tf, { x, weights, options, hyperparameters }) {
    const { depthwiseKernel, kernel, bias } = weights
    const between = depthwiseLanes(tf, x, depthwiseKernel!, options.strides, options.padding)
    const slid = conv2dLanes(tf, between, kernel!, [1, 1], 'valid')
    const z = options.useBias ? addBiasLanes(tf, slid, bias!) : slid
    const y = activations[options.activation].apply(tf, z)
    return { y, ...penalize(tf, [depthwiseKernel!, kernel!], hyperparameters) }
  },
})
