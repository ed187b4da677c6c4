/** Where the columns of a table are in a layer's input, for layers that treat numbers and categories differently. */
import type { InputBlock } from '../../data/prepare/fitted.ts'
import { matMul } from '../kernels/linear.ts'
import { mergeLanes } from '../network/lanes.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import type { LayerFault } from './layer.ts'

export interface Columns {
  categorical: readonly InputBlock[] // inputs of 0 and 1, one for each level of a column
  /** Inputs that earlier layers have made of columns, neither numbers nor levels; absent: none. */
  made?: readonly InputBlock[]
  /** An earlier layer has mixed the columns: no input belongs to one of them; absent: none has. */
  isMixed?: boolean
}

/** After a layer that says nothing about columns. */
export const mixedColumns: Columns = { categorical: [], isMixed: true }

export function mixedFault(name: string): LayerFault {
  const detail = `${name} reads the columns of the data: put it before the layers that mix or change them; embedding comes first, then scaling and numericEmbedding`
  return { path: ['type'], detail }
}

export function widthOf(blocks: readonly InputBlock[]): number {
  return blocks.reduce((sum, { width }) => sum + width, 0)
}

export function placesInside(blocks: readonly InputBlock[]): number[] {
  return blocks.flatMap(({ offset, width }) =>
    Array.from({ length: width }, (_, at) => offset + at),
  )
}

/** Places of the inputs that are outside of all blocks. */
export function placesOutside(inputs: number, blocks: readonly InputBlock[]): number[] {
  return Array.from({ length: inputs }, (_, at) => at).filter(
    (at) => !blocks.some(({ offset, width }) => at >= offset && at < offset + width),
  )
}

/** Blocks after the inputs at these places have been taken out, and `before` others have been put in front. */
export function moveBlocks(
  blocks: readonly InputBlock[],
  taken: readonly number[],
  before = 0,
): InputBlock[] {
  return blocks.map(({ offset, width }) => ({
    offset: before + offset - taken.filter((at) => at < offset).length,
    width,
  }))
}

/**
 * Inputs at these places, in their order.
 *
 * @param x  [lanes or 1, batch, inputs]
 */
export function pickInputs(tf: Tf, x: Tensor, places: readonly number[]): Tensor {
  const [given, batch, inputs] = x.shape as [number, number, number]
  if (places.length === inputs && places.every((place, at) => place === at)) return x
  // a matrix product, because its gradient is one too
  const kernel = new Float32Array(inputs * places.length)
  for (const [at, place] of places.entries()) kernel[place * places.length + at] = 1
  const picked = matMul(tf, mergeLanes(tf, x), tf.tensor2d(kernel, [inputs, places.length]))
  return tf.reshape(picked, [given, batch, places.length])
}
