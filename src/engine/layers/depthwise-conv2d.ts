/** Depthwise convolution: each channel is convolved separately, with bias and activation. */
import { z } from 'zod'
import { activations } from '../network/activations.ts'
import { addBiasLanes, depthwiseLanes } from '../network/lanes.ts'
import { defineLayer } from './layer.ts'
import { biasParameter, depthwiseParameter, penalize, weighted, weightOptions } from './weights.ts'
import { Extent, Padding, Size, slide, toPair } from './window.ts'

export const depthwiseConv2d = defineLayer({
  summary: 'Depthwise convolution: each channel separately.',
  options: z.strictObject({
    kernelSize: Size.describe('height and width of the window'),
    depthMultiplier: z.int().min(1).max(1024).default(1).describe('outputs per channel'),
    strides: Extent.default(1),
    padding: Padding.default('valid'),
    ...weightOptions,
  }),
  ...weighted,
  fillsCore: true,
  examples: [
    { options: { kernelSize: 3, depthMultiplier: 2 }, inputShape: [5, 4, 2] },
    { options: { kernelSize: 2, padding: 'same', useBias: false }, inputShape: [4, 4, 3] },
  ],
  outputShape(inputShape, { kernelSize, depthMultiplier, strides, padding }) {
    const window = { option: 'kernelSize', value: kernelSize }
    const slid = slide('depthwiseConv2d', inputShape, window, strides, padding)
    if ('faults' in slid) return slid
    return { shape: [...slid.extent, inputShape[2]! * depthMultiplier] }
  },
  parameters(inputShape, options) {
    const { kernelSize, depthMultiplier } = options
    const channels = inputShape[2]!
    const kernel = depthwiseParameter([...toPair(kernelSize), channels, depthMultiplier], options)
    return options.useBias ? [kernel, biasParameter(channels * depthMultiplier)] : [kernel]
  },
  apply(tf, { x, weights, options, hyperparameters }) {
    const slid = depthwiseLanes(tf, x, weights.kernel!, options.strides, options.padding)
    const z = options.useBias ? addBiasLanes(tf, slid, weights.bias!) : slid
    const y = activations[options.activation].apply(tf, z)
    return { y, ...penalize(tf, [weights.kernel!], hyperparameters) }
  },
})
