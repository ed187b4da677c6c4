/** A fully connected layer: activation(x · kernel + bias). */
import { z } from 'zod'
import { activationNames, activations } from '../activations.ts'
import { addBiasLanes, matMulLanes } from '../lanes.ts'
import { defineLayer, type LayerContext, shown } from './layer.ts'

export const dense = defineLayer({
  summary: 'Fully connected layer.',
  options: z.strictObject({
    units: z
      .union([z.int().min(1).max(65_536), z.literal('outputs')], {
        error: 'takes a whole number from 1 to 65536, or "outputs"',
      })
      .describe('values per sample; "outputs": as many as the loss needs'),
    activation: z.enum(activationNames).default('linear'),
    useBias: z.boolean().default(true),
  }),
  tunables: [],
  width: 'units',
  outputShape(inputShape, { units }, context) {
    if (inputShape.length === 1) return { shape: [widthOf(units, context)] }
    const detail = `dense takes one axis, its input is ${shown(inputShape)}: put a flatten layer before it`
    return { faults: [{ path: ['type'], detail }] }
  },
  parameters(inputShape, { units, activation, useBias }, context) {
    const width = widthOf(units, context)
    const { initializer } = activations[activation]
    const kernel = { name: 'kernel', shape: [inputShape[0]!, width], initializer, trainable: true }
    if (!useBias) return [kernel]
    return [kernel, { name: 'bias', shape: [width], initializer: 'zeros', trainable: true }]
  },
  apply(tf, { x, weights, options }) {
    const product = matMulLanes(tf, x, weights.kernel!)
    const z = options.useBias ? addBiasLanes(tf, product, weights.bias!) : product
    return { y: activations[options.activation].apply(tf, z) }
  },
})

function widthOf(units: number | 'outputs', { outputs }: LayerContext): number {
  return units === 'outputs' ? outputs : units
}
