/** Convolution over images, with bias and activation. */
import { z } from 'zod'
import { activationNames, activations } from '../activations.ts'
import { addBiasLanes, conv2dLanes } from '../lanes.ts'
import { defineLayer } from './layer.ts'
import { Padding, pairOf, Size, slide } from './window.ts'

export const conv2d = defineLayer({
  summary: 'Convolution over images.',
  options: z.strictObject({
    filters: z.int().min(1).max(65_536).describe('channels of the output'),
    kernelSize: Size.describe('height and width of the window'),
    strides: Size.default(1),
    padding: Padding.default('valid'),
    activation: z.enum(activationNames).default('linear'),
    useBias: z.boolean().default(true),
  }),
  tunables: [],
  width: 'filters',
  fillsCore: true,
  outputShape(inputShape, { filters, kernelSize, strides, padding }) {
    const window = { option: 'kernelSize', value: kernelSize }
    const slid = slide('conv2d', inputShape, window, strides, padding)
    return 'faults' in slid ? slid : { shape: [...slid.extent, filters] }
  },
  parameters(inputShape, { filters, kernelSize, activation, useBias }) {
    const shape = [...pairOf(kernelSize), inputShape[2]!, filters]
    const { initializer } = activations[activation]
    const kernel = { name: 'kernel', shape, initializer, trainable: true }
    if (!useBias) return [kernel]
    return [kernel, { name: 'bias', shape: [filters], initializer: 'zeros', trainable: true }]
  },
  apply(tf, { x, weights, options }) {
    const strides = pairOf(options.strides)
    const slid = conv2dLanes(tf, x, weights.kernel!, strides, options.padding)
    const z = options.useBias ? addBiasLanes(tf, slid, weights.bias!) : slid
    return { y: activations[options.activation].apply(tf, z) }
  },
})
