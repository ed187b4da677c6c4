/**
 * Categorical columns as learned vectors, one for each level; numeric columns pass as they are. The data have an input
 * for each level, of which one is 1: its place is looked up in a table, which costs less than a product with zeros.
 *
 * @see Guo & Berkhahn 2016, "Entity embeddings of categorical variables", arXiv:1604.06737
 */
import { z } from 'zod'
import type { InputBlock } from '../../data/fitted.ts'
import { matMul } from '../kernels/linear.ts'
import { mergeLanes } from '../lanes.ts'
import type { Tensor, Tensor1D, Tf } from '../tensorflow.ts'
import { defineLayer, shown } from './layer.ts'
import { initializerOption, penaltyOf, penaltyOptions, weighted } from './weights.ts'

export const embedding = defineLayer({
  summary: 'A learned vector for each level of the categorical columns; numeric columns pass.',
  options: z.strictObject({
    units: z.int().min(1).max(256).describe('numbers for each categorical column'),
    kernelInitializer: initializerOption,
    ...penaltyOptions,
  }),
  ...weighted,
  isFirst: true,
  outputShape(inputShape, { units }, { categorical }) {
    if (categorical.length === 0) {
      const detail = `embedding is for tables with categorical columns; these data, ${shown(inputShape)}, have none`
      return { faults: [{ path: ['type'], detail }] }
    }
    const numeric = inputShape[0]! - levelCount(categorical)
    return { shape: [categorical.length * units + numeric] }
  },
  parameters: (_, { units, kernelInitializer = 'glorotUniform' }, { categorical }) => [
    {
      name: 'kernel',
      shape: [levelCount(categorical), units],
      initializer: kernelInitializer,
      trainable: true,
    },
  ],
  apply(tf, { x, weights, context, hyper }) {
    const kernel = weights.kernel!
    const { categorical } = context
    const vectors = lookUp(tf, kernel, levelsOf(tf, x, categorical))
    const numeric = numericInputs(x.shape[2]!, categorical)
    const y =
      numeric.length === 0 ? vectors : tf.concat([vectors, passed(tf, x, numeric, kernel)], 2)
    return { y, ...penaltyOf(tf, [kernel], hyper) }
  },
})

function levelCount(categorical: readonly InputBlock[]): number {
  return categorical.reduce((sum, { width }) => sum + width, 0)
}

/**
 * Which level each sample has in each column, counted over all columns from 1; 0 where it has none.
 *
 * @param x  [lanes or 1, batch, inputs]
 * @returns  int32 [lanes or 1, batch, columns]
 */
function levelsOf(tf: Tf, x: Tensor, categorical: readonly InputBlock[]): Tensor {
  const [given, batch, inputs] = x.shape as [number, number, number]
  const columns = categorical.length
  const numbers = new Float32Array(inputs * columns)
  let level = 0
  for (const [column, { offset, width }] of categorical.entries()) {
    for (let at = offset; at < offset + width; at++) numbers[at * columns + column] = ++level
  }
  const found = matMul(tf, mergeLanes(tf, x), tf.tensor2d(numbers, [inputs, columns]))
  return tf.reshape(tf.cast(found, 'int32'), [given, batch, columns])
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
  const flat = tf.reshape(rows, [lanes * batch * columns])
  const found = tf.gather(tf.reshape(table, [lanes * (count + 1), units]), flat as Tensor1D)
  return tf.reshape(found, [lanes, batch, columns * units])
}

function numericInputs(inputs: number, categorical: readonly InputBlock[]): number[] {
  const taken = new Set(
    categorical.flatMap(({ offset, width }) =>
      Array.from({ length: width }, (_, at) => offset + at),
    ),
  )
  return Array.from({ length: inputs }, (_, input) => input).filter((input) => !taken.has(input))
}

/** [lanes, batch, numeric inputs] */
function passed(tf: Tf, x: Tensor, numeric: readonly number[], kernel: Tensor): Tensor {
  const own = tf.gather(x, tf.tensor1d([...numeric], 'int32'), 2)
  const lanes = kernel.shape[0]!
  return own.shape[0] === lanes ? own : tf.tile(own, [lanes, 1, 1])
}
