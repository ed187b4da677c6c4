/**
 * A learned vector for the number of each numeric column: activation(kernel · [sin 2πfx, cos 2πfx] + bias), with learned
 * frequencies f, a kernel and a bias of its own for each column. Other inputs pass unchanged and come first. Columns
 * should be standardised: a number far outside of the training rows then gets a vector of the same size as any other.
 *
 * @see Gorishniy, Rubachev & Babenko 2022, "On embeddings for numerical features in tabular deep learning", NeurIPS, §3.3
 *   (PLR); with the number beside its vector in Holzmüller, Grinsztajn & Steinwart 2024, "Better by default", NeurIPS, §3
 */
import { z } from 'zod'
import { activationNames, activations } from '../network/activations.ts'
import type { Shape, Tensor, Tf } from '../tensorflow.ts'
import { mixedFault, moveBlocks, pickInputs, placesOutside } from './columns.ts'
import { defineLayer, type LayerContext, shown } from './layer.ts'
import {
  initializerOption,
  penalize,
  penaltyOptions,
  weighted,
  weightParameters,
} from './weights.ts'

export const numericEmbedding = defineLayer({
  summary:
    'A learned vector for the number of each numeric column; categorical columns pass unchanged.',
  options: z.strictObject({
    units: z.int().min(1).max(256).describe('length of the vector of each numeric column'),
    frequencies: z
      .int()
      .min(1)
      .max(256)
      .default(16)
      .describe('sines and cosines that a vector is made of'),
    frequencyScale: z
      .number()
      .min(1e-3)
      .max(100)
      .default(0.1)
      .describe('standard deviation of the initial frequencies, in periods per unit of the number'),
    activation: z.enum(activationNames).default('relu'),
    keepNumber: z
      .boolean()
      .default(false)
      .describe('whether the number itself stays beside its vector'),
    kernelInitializer: initializerOption,
    ...penaltyOptions,
  }),
  ...weighted,
  startOptions: ['kernelInitializer', 'frequencyScale'],
  examples: [
    { options: { units: 3, activation: 'tanh', frequencies: 2 }, inputShape: [2] },
    {
      options: { units: 1, activation: 'linear', frequencies: 1, keepNumber: true },
      inputShape: [3],
    },
  ],
  outputShape(inputShape, { units, keepNumber }, context) {
    if (context.isMixed) return { faults: [mixedFault('numericEmbedding')] }
    if (inputShape.length !== 1) {
      const detail = `numericEmbedding needs the columns of a table, but its input is ${shown(inputShape)}`
      return { faults: [{ path: ['type'], detail }] }
    }
    const { numbers, others } = divide(inputShape, context)
    if (numbers.length > 0) {
      return { shape: [others.length + numbers.length * (keepNumber ? units + 1 : units)] }
    }
    const detail = 'numericEmbedding needs numeric columns, and these data have none: remove it'
    return { faults: [{ path: ['type'], detail }] }
  },
  columns(inputShape, { units, keepNumber }, { categorical, made = [], ...rest }) {
    const { numbers, others } = divide(inputShape, { categorical, made })
    const width = numbers.length * (keepNumber ? units + 1 : units)
    // levels are read from data alone: there is no gradient through them
    const passed = moveBlocks([...categorical, ...made], numbers)
    return { ...rest, categorical: [], made: [...passed, { offset: others.length, width }] }
  },
  parameters(inputShape, options, context) {
    const { units, frequencies, frequencyScale } = options
    const columns = divide(inputShape, context).numbers.length
    const inputs = 2 * frequencies
    const [kernel, bias] = weightParameters([inputs, units], { ...options, useBias: true })
    return [
      {
        name: 'frequencies',
        shape: [columns, frequencies],
        initializer: 'normal',
        scale: frequencyScale,
        trainable: true,
      },
      { ...kernel!, shape: [columns, inputs, units], fanShape: [inputs, units] },
      { ...bias!, shape: [columns, units] },
    ]
  },
  apply(tf, { x, weights, options, context, hyperparameters }) {
    const { numbers, others } = divide(x.shape.slice(2), context)
    const given = pickInputs(tf, x, numbers)
    const vectors = embed(tf, given, weights, options.activation)
    const [lanes, batch, columns] = vectors.shape as [number, number, number]
    const inAllLanes = (part: Tensor) =>
      part.shape[0] === lanes ? part : tf.tile(part, [lanes, ...part.shape.slice(1).map(() => 1)])
    const whole = options.keepNumber
      ? tf.concat([inAllLanes(tf.expandDims(given, 3)), vectors], 3)
      : vectors
    const flat = tf.reshape(whole, [lanes, batch, columns * whole.shape[3]!])
    const y =
      others.length === 0 ? flat : tf.concat([inAllLanes(pickInputs(tf, x, others)), flat], 2)
    return { y, ...penalize(tf, [weights.kernel!], hyperparameters) }
  },
})

/** The places of numbers and of other inputs. */
function divide(
  inputShape: Shape,
  { categorical, made = [] }: Pick<LayerContext, 'categorical' | 'made'>,
): { numbers: number[]; others: number[] } {
  const inputs = inputShape[0]!
  const numbers = placesOutside(inputs, [...categorical, ...made])
  const single = numbers.map((offset) => ({ offset, width: 1 }))
  return { numbers, others: placesOutside(inputs, single) }
}

/**
 * @param x  [lanes or 1, batch, columns]
 * @returns  [lanes, batch, columns, units]
 */
function embed(
  tf: Tf,
  x: Tensor,
  { frequencies, kernel, bias }: Record<string, Tensor>,
  activation: keyof typeof activations,
): Tensor {
  const [lanes, columns, inputs, units] = kernel!.shape as [number, number, number, number]
  const batch = x.shape[1]!
  // columns before rows: the kernel of each column is a product of its own
  const byColumn = tf.expandDims(tf.transpose(x, [0, 2, 1]), 3)
  const angles = tf.mul(byColumn, tf.expandDims(tf.mul(frequencies!, 2 * Math.PI), 2))
  const waves = tf.reshape(tf.concat([tf.sin(angles), tf.cos(angles)], 3), [
    lanes * columns,
    batch,
    inputs,
  ])
  const product = tf.matMul(waves, tf.reshape(kernel!, [lanes * columns, inputs, units]))
  const z = tf.add(product, tf.reshape(bias!, [lanes * columns, 1, units]))
  const y = activations[activation].apply(tf, z)
  return tf.transpose(tf.reshape(y, [lanes, columns, batch, units]), [0, 2, 1, 3])
}
