/**
 * Learned vectors for the levels of categorical columns; other inputs pass unchanged and come last. The data are
 * one-hot: the level is looked up in a table, which is cheaper than a matrix product with zeros.
 *
 * @see Guo & Berkhahn 2016, "Entity embeddings of categorical variables", arXiv:1604.06737
 */
import { z } from 'zod'
import type { InputBlock } from '../../data/prepare/fitted.ts'
import { gatherRows } from '../kernels/gather-rows.ts'
import { matMul } from '../kernels/linear.ts'
import { mergeLanes } from '../network/lanes.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import { mixedFault, moveBlocks, placesInside, widthOf } from './columns.ts'
import { defineLayer, shown } from './layer.ts'
import { initializerOption, penalize, penaltyOptions, weighted } from './weights.ts'

export const embedding = defineLayer({
  summary:
    'A learned vector for each level of the categorical columns; numeric columns pass unchanged.',
  options: z.strictObject({
    units: z.int().min(1).max(256).describe('length of the vector of each categorical column'),
    kernelInitializer: initializerOption,
    ...penaltyOptions,
  }),
  ...weighted,
  readsCodes: true,
  examples: [], // its inputs are the ones and zeros of categories
  outputShape(inputShape, { units }, { categorical, made = [], isMixed }) {
    if (isMixed || (categorical.length === 0 && made.length > 0)) {
      return { faults: [mixedFault('embedding')] }
    }
    if (categorical.length === 0) {
      const detail = `embedding needs categorical columns, and these data, ${shown(inputShape)}, have none: use dense instead`
      return { faults: [{ path: ['type'], detail }] }
    }
    const numeric = inputShape[0]! - widthOf(categorical)
    return { shape: [categorical.length * units + numeric] }
  },
  columns(_, { units }, { categorical, made = [] }) {
    const taken = placesInside(categorical)
    const width = categorical.length * units
    return { categorical: [], made: [{ offset: 0, width }, ...moveBlocks(made, taken, width)] }
  },
  parameters: (_, { units, kernelInitializer = 'glorotUniform' }, { categorical }) => [
    {
      name: 'kernel',
      shape: [widthOf(categorical), units],
      initializer: kernelInitializer,
      trainable: true,
    },
  ],
  apply(tf, { x, weights, context, hyperparameters }) {
    const kernel = weights.kernel!
    const { levels, numeric } = parted(tf, x, context.categorical)
    const vectors = lookUp(tf, kernel, levels)
    const y = numeric ? tf.concat([vectors, inAllLanes(tf, numeric, kernel.shape[0]!)], 2) : vectors
    return { y, ...penalize(tf, [kernel], hyperparameters) }
  },
})

/**
 * The level of each sample in each column, numbered over all columns from 1, 0 for none; and its numeric inputs. One matrix
 * product gives both.
 *
 * @param x  [lanes or 1, batch, inputs]
 * @returns  levels: int32 [lanes or 1, batch, columns]; numeric: [lanes or 1, batch, …], null where there are none
 */
function parted(
  tf: Tf,
  x: Tensor,
  categorical: readonly InputBlock[],
): { levels: Tensor; numeric: Tensor | null } {
  const [given, batch, inputs] = x.shape as [number, number, number]
  const columns = categorical.length
  const width = columns + inputs - widthOf(categorical)
  const kernel = new Float32Array(inputs * width)
  let [input, level, numeric] = [0, 0, columns]
  for (const [column, { offset, width: levels }] of categorical.entries()) {
    for (; input < offset; input++) kernel[input * width + numeric++] = 1
    for (; input < offset + levels; input++) kernel[input * width + column] = ++level
  }
  for (; input < inputs; input++) kernel[input * width + numeric++] = 1
  const product = matMul(tf, mergeLanes(tf, x), tf.tensor2d(kernel, [inputs, width]))
  const part = (from: number, count: number) =>
    tf.reshape(tf.slice(product, [0, from], [given * batch, count]), [given, batch, count])
  return {
    levels: tf.cast(part(0, columns), 'int32'),
    numeric: width > columns ? part(columns, width - columns) : null,
  }
}

/**
 * @param kernel  [lanes, levels, units]
 * @param levels  int32 [lanes or 1, batch, columns]
 * @returns       [lanes, batch, columns · units], zeros for level 0
 */
function lookUp(tf: Tf, kernel: Tensor, levels: Tensor): Tensor {
  const [lanes, count, units] = kernel.shape as [number, number, number]
  const [, batch, columns] = levels.shape as [number, number, number]
  const table = tf.concat([tf.zeros([lanes, 1, units]), kernel], 1)
  const firstRows = Int32Array.from({ length: lanes }, (_, lane) => lane * (count + 1))
  const rows = tf.add(levels, tf.tensor3d(firstRows, [lanes, 1, 1], 'int32'))
  const found = gatherRows(
    tf,
    tf.reshape(table, [lanes * (count + 1), units]),
    tf.reshape(rows, [lanes * batch * columns]),
  )
  return tf.reshape(found, [lanes, batch, columns * units])
}

function inAllLanes(tf: Tf, x: Tensor, lanes: number): Tensor {
  return x.shape[0] === lanes ? x : tf.tile(x, [lanes, 1, 1])
}
