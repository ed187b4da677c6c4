/**
 * A fully connected layer for the members of an ensemble, [members, width] → [members, units]. All members share one
 * kernel; each has factors for its inputs and outputs, 1 at first, and a bias: ((x ⊙ r) · kernel) ⊙ s + bias. Not
 * shared, each member has a kernel of its own. As the last layer it gives each member's outputs: the loss of training is
 * the mean of the members' losses, and predictions are the mean over the members (see `Loss.combine`).
 *
 * @see Wen, Tran & Ba 2020, "BatchEnsemble", ICLR, eq. 5; Gorishniy, Kotelnikov & Babenko 2025, "TabM", ICLR, §3
 */
import { z } from 'zod'
import { activations } from '../network/activations.ts'
import { matMulLanes } from '../network/lanes.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import { resolveUnits, Units } from './dense.ts'
import { defineLayer, type Parameter, shown } from './layer.ts'
import { penalize, weighted, weightOptions, weightParameters } from './weights.ts'

const options = z.strictObject({
  units: Units,
  shared: z
    .boolean()
    .optional()
    .describe(
      'one kernel for all members, or one each; default: true, and false for units "outputs"',
    ),
  ...weightOptions,
})

export const memberDense = defineLayer({
  summary: 'Fully connected layer for the members of an ensemble, which share its kernel.',
  options,
  ...weighted,
  width: 'units',
  isOfMembers: true,
  examples: [
    { options: { units: 3, activation: 'tanh' }, inputShape: [2, 4] },
    { options: { units: 'outputs' }, inputShape: [3, 4] },
    { options: { units: 2, shared: false, useBias: false }, inputShape: [2, 1] },
  ],
  outputShape(inputShape, { units }, context) {
    if (inputShape.length === 2) return { shape: [inputShape[0]!, resolveUnits(units, context)] }
    const detail = `memberDense needs the inputs of members, [members, width], but its input is ${shown(inputShape)}: begin the ensemble with a members layer`
    return { faults: [{ path: ['type'], detail }] }
  },
  parameters(inputShape, own, context) {
    const [members, width] = inputShape as [number, number]
    const units = resolveUnits(own.units, context)
    const [kernel, bias] = weightParameters([width, units], own)
    const biases = bias ? [{ ...bias, shape: [members, units] }] : []
    if (!isShared(own)) {
      const shape = [members, width, units]
      return [{ ...kernel!, shape, fanShape: [width, units] }, ...biases]
    }
    return [
      kernel!,
      factors('inputFactors', [members, width]),
      factors('outputFactors', [members, units]),
      ...biases,
    ]
  },
  apply(tf, { x, weights, options: own, hyperparameters }) {
    const product = isShared(own) ? sharedProduct(tf, x, weights) : ownProducts(tf, x, weights)
    const z = own.useBias ? tf.add(product, ofMembers(tf, weights.bias!)) : product
    const y = activations[own.activation].apply(tf, z)
    return { y, ...penalize(tf, [weights.kernel!], hyperparameters) }
  },
})

function isShared({ shared, units }: z.infer<typeof options>): boolean {
  return shared ?? units !== 'outputs'
}

function factors(name: string, shape: number[]): Parameter {
  return { name, shape, initializer: 'ones', trainable: true }
}

/** [lanes, members, width] → [lanes, 1, members, width]. */
function ofMembers(tf: Tf, values: Tensor): Tensor {
  return tf.expandDims(values, 1)
}

/** @param x  [lanes or 1, batch, members, width] */
function sharedProduct(tf: Tf, x: Tensor, weights: Record<string, Tensor>): Tensor {
  const { kernel, inputFactors, outputFactors } = weights as Record<string, Tensor>
  const [lanes, width, units] = kernel!.shape as [number, number, number]
  const [, batch, members] = x.shape as [number, number, number]
  const scaled = tf.mul(x, ofMembers(tf, inputFactors!))
  const rows = tf.reshape(scaled, [lanes, batch * members, width])
  const product = tf.reshape(matMulLanes(tf, rows, kernel!), [lanes, batch, members, units])
  return tf.mul(product, ofMembers(tf, outputFactors!))
}

function ownProducts(tf: Tf, x: Tensor, { kernel }: Record<string, Tensor>): Tensor {
  const [lanes, members, width, units] = kernel!.shape as [number, number, number, number]
  const [given, batch] = x.shape as [number, number]
  const own = given === lanes ? x : tf.tile(x, [lanes, 1, 1, 1])
  const rows = tf.reshape(tf.transpose(own, [0, 2, 1, 3]), [lanes * members, batch, width])
  const product = tf.matMul(rows, tf.reshape(kernel!, [lanes * members, width, units]))
  return tf.transpose(tf.reshape(product, [lanes, members, batch, units]), [0, 2, 1, 3])
}
