/**
 * Convolutions as matrix products of windows, for XLA: a batch of products trains all groups at once. XLA's own convolutions
 * and their gradients take about ten times as long on a GPU, where its kernels are not chosen by timing, and more on a CPU.
 *
 * @see Chellapilla et al. 2006, "High performance convolutional neural networks for document processing" (im2col)
 */
import type { Substitutes } from '../replay.ts'
import { dtypes, type Value } from '../values.ts'
import { shapeOf } from './convolution-shape.ts'
import { toolsOf } from './float-tools.ts'
import { addWindows, kernels, mergeGroups, rowsOfGroups, windows } from './xla-windows.ts'

const { float32 } = dtypes

/** Of all windows: more are left to cuDNN, which needs no copy of them. */
const mostBytes = 2 ** 29

/** @param mostParts  sums over all windows, for the gradient of filters, are made in so many parts or fewer */
export function convolutionsByProducts(mostParts: number): Substitutes {
  return {
    Conv2D(builder, [x, filters], [y], attributes) {
      const shape = shapeOf({ x: x!, kernel: filters!, y: y! }, attributes, mostBytes)
      if (!shape) return null
      const { batch, down, across, groups, filters: width } = shape
      const product = toolsOf(builder).matMul(
        windows(builder, x!, shape),
        kernels(builder, filters!, shape),
      )
      return [mergeGroups(builder, product, [groups, batch, down, across, width])]
    },
    Conv2DBackpropInput(builder, [, filters, dy], [dx], attributes) {
      const shape = shapeOf({ x: dx!, kernel: filters!, y: dy! }, attributes, mostBytes)
      if (!shape) return null
      const ofOutput = rowsOfGroups(builder, dy!, shape)
      const ofWindows = toolsOf(builder).matMul(ofOutput, kernels(builder, filters!, shape), 'y')
      return [addWindows(builder, ofWindows, shape)]
    },
    Conv2DBackpropFilter(builder, [x, , dy], [own], attributes) {
      const shape = shapeOf({ x: x!, kernel: own!, y: dy! }, attributes, mostBytes)
      if (!shape) return null
      const { batch, down, across, height, width, groups, channels, filters } = shape
      const tools = toolsOf(builder)
      const count = parts(batch, mostParts)
      const split = (value: Value, length: number) =>
        tools.reshape(value, [groups * count, (batch / count) * down * across, length])
      const size = height * width * channels
      const products = tools.matMul(
        split(windows(builder, x!, shape), size),
        split(rowsOfGroups(builder, dy!, shape), filters),
        'x',
      )
      const sum = builder.op(
        'Sum',
        [tools.reshape(products, [groups, count, size, filters]), tools.ints([1])],
        { dtype: float32, shape: [groups, size, filters] },
      )
      return [mergeGroups(builder, sum, [groups, height, width, channels, filters])]
    },
  }
}

/** The greatest divisor of the batch that is no more than `most`. */
function parts(batch: number, most: number): number {
  for (let count = most; ; count--) if (batch % count === 0) return count
}
