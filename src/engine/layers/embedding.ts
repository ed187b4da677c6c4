/**
 * Categorical columns as learned vectors. Each of a column's levels has its own input, of which one is 1: the sum of the
 * levels' vectors over the inputs is the vector of the level. All columns are one product with a kernel that is zero
 * where an input is none of the column's; numeric columns pass through it as they are.
 *
 * @see Guo & Berkhahn 2016, "Entity embeddings of categorical variables", arXiv:1604.06737
 */
import { z } from 'zod'
import type { InputBlock } from '../../data/fitted.ts'
import { matMulLanes } from '../lanes.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
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
    const kernel = wholeKernel(tf, weights.kernel!, x.shape[2]!, context.categorical)
    return { y: matMulLanes(tf, x, kernel), ...penaltyOf(tf, [weights.kernel!], hyper) }
  },
})

function levelCount(categorical: readonly InputBlock[]): number {
  return categorical.reduce((sum, { width }) => sum + width, 0)
}

/**
 * The vectors of all columns, then the numeric inputs.
 *
 * @param kernel  [lanes, levels, units]
 * @returns       [lanes, inputs, columns · units + numeric inputs]
 */
function wholeKernel(
  tf: Tf,
  kernel: Tensor,
  inputs: number,
  categorical: readonly InputBlock[],
): Tensor {
  const [lanes, , units] = kernel.shape as [number, number, number]
  // each input's vector, zero for numeric ones
  const rows: Tensor[] = []
  let input = 0
  let level = 0
  const numeric: number[] = []
  const skipTo = (end: number) => {
    if (end > input) rows.push(tf.zeros([lanes, end - input, units]))
    for (; input < end; input++) numeric.push(input)
  }
  for (const { offset, width } of categorical) {
    skipTo(offset)
    rows.push(tf.slice(kernel, [0, level, 0], [lanes, width, units]))
    level += width
    input += width
  }
  skipTo(inputs)
  const ofInputs = rows.length === 1 ? rows[0]! : tf.concat(rows, 1)

  const columns = categorical.length
  const own = new Float32Array(inputs * columns * units)
  for (const [column, { offset, width }] of categorical.entries()) {
    for (let at = offset; at < offset + width; at++) {
      const from = (at * columns + column) * units
      own.fill(1, from, from + units)
    }
  }
  const mask = tf.tensor3d(own, [1, inputs, columns * units])
  const vectors = tf.mul(tf.tile(ofInputs, [1, 1, columns]), mask)
  if (numeric.length === 0) return vectors
  const passed = new Float32Array(inputs * numeric.length)
  for (const [at, from] of numeric.entries()) passed[from * numeric.length + at] = 1
  const identity = tf.tile(tf.tensor3d(passed, [1, inputs, numeric.length]), [lanes, 1, 1])
  return tf.concat([vectors, identity], 2)
}
