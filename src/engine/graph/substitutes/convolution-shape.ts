/** What a convolution without strides looks like, read from the ops of a recording. */
import type { OpOutput } from '../builder.ts'
import type { Attribute, Value } from '../values.ts'

/** Lengths of a convolution with strides of 1. */
export interface ConvolutionShape {
  batch: number
  rows: number // of the input
  columns: number
  down: number // of the output
  across: number
  height: number // of the window
  width: number
  groups: number
  channels: number // of a group
  filters: number // of a group
  before: [number, number] // padding above and to the left
}

/**
 * @param mostBytes  of all windows: copies of more are not worth it
 * @returns          null for a convolution that is left as it is: with strides, or of too many windows
 */
export function shapeOf(
  { x, kernel, y }: Record<'x' | 'kernel' | 'y', Value | OpOutput>,
  { strides, padding }: Record<string, Attribute>,
  mostBytes: number,
): ConvolutionShape | null {
  const [batch, rows, columns, wide] = x.shape as [number, number, number, number]
  const [height, width, channels, all] = kernel.shape as [number, number, number, number]
  const [, down, across] = y.shape as [number, number, number]
  const groups = wide / channels
  const isStrided = (strides!.value as readonly number[]).some((stride) => stride !== 1)
  const bytes = 4 * batch * down * across * height * width * wide
  if (isStrided || bytes > mostBytes) return null
  const before = (length: number, window: number, output: number) =>
    padding!.value === 'SAME' ? Math.floor(Math.max(0, output + window - 1 - length) / 2) : 0
  return {
    batch,
    rows,
    columns,
    down,
    across,
    height,
    width,
    groups,
    channels,
    filters: all / groups,
    before: [before(rows, height, down), before(columns, width, across)],
  }
}
