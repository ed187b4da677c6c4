/** A fully connected layer: activation(x · kernel + bias). */
import { z } from 'zod'
import { activations } from '../network/activations.ts'
import { addBiasLanes, matMulLanes } from '../network/lanes.ts'
import { defineLayer, type LayerContext, shown } from './layer.ts'
import { penalize, weighted, weightOptions, weightParameters } from './weights.ts'

export const Units = z
  .union([z.int().min(1).max(65_536), z.literal('outputs')], {
    error: 'takes a whole number from 1 to 65536, or "outputs"',
  })
  .describe('number of outputs; "outputs": as many as the loss needs')

export const dense = defineLayer({
  summary: 'Fully connected layer.',
  options: z.strictObject({
    units: Units,
    ...weightOptions,
  }),
  ...weighted,
  width: 'units',
  isQuickByXla: true,
  examples: [
    { options: { units: 3, activation: 'tanh' }, inputShape: [4] },
    { options: { units: 'outputs', useBias: false }, inputShape: [5] },
  ],
  outputShape(inputShape, { units }, context) {
    if (inputShape.length === 1) return { shape: [resolveUnits(units, context)] }
    const detail = `dense needs one axis, but its input is ${shown(inputShape)}: add a flatten layer before it`
    return { faults: [{ path: ['type'], detail }] }
  },
  parameters: (inputShape, options, context) =>
    weightParameters([inputShape[0]!, resolveUnits(options.units, context)], options),
  apply(tf, { x, weights, options, hyperparameters }) {
    const product = matMulLanes(tf, x, weights.kernel!)
    const z = options.useBias ? addBiasLanes(tf, product, weights.bias!) : product
    const y = activations[options.activation].apply(tf, z)
    return { y, ...penalize(tf, [weights.kernel!], hyperparameters) }
  },
})

export function resolveUnits(units: number | 'outputs', { outputs }: LayerContext): number {
  return units === 'outputs' ? outputs : units
}
