/** What a convolution without strides looks like, read from the ops of a recording. */
import type { Attribute } from '../values.ts'

/** Windows that take more bytes than this are left to the op, which needs no copy of them. */
const mostBytes = 2 ** 29

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

/** @returns  null for a convolution that is left as it is */
export function shapeOf(
  x: readonly number[],
  kernel: readonly number[],
  y: readonly number[],
  { strides, padding }: Record<string, Attribute>,
): ConvolutionShape | null {
  const [batch, rows, columns, wide] = x as [number, number, number, number]
  const [height, width, channels, all] = kernel as [number, number, number, number]
  const [, down, across] = y as [number, number, number]
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
