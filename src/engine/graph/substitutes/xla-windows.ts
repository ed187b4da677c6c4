/** The windows of a convolution as rows of matrices, one matrix for each group. */
import type { GraphBuilder } from '../builder.ts'
import { dtypes, type Value } from '../values.ts'
import type { ConvolutionShape } from './convolution-shape.ts'
import { toolsOf } from './float-tools.ts'

const { float32 } = dtypes

/** [batch, rows, columns, groups · channels] → the windows of each group, [groups, batch · down · across, height · width · channels] */
export function windows(builder: GraphBuilder, x: Value, shape: ConvolutionShape): Value {
  const { batch, rows, columns, down, across, height, width, groups, channels, before } = shape
  const tools = toolsOf(builder)
  const padded = tools.pad(splitGroups(builder, x, groups), [
    [0, 0],
    [0, 0],
    [before[0], down + height - 1 - rows - before[0]],
    [before[1], across + width - 1 - columns - before[1]],
    [0, 0],
  ])
  const places = placesOf(shape).map(([row, column]) =>
    tools.slice(padded, [0, 0, row, column, 0], [groups, batch, down, across, channels]),
  )
  const size = height * width * channels
  return tools.reshape(tools.concat(places, 4), [groups, batch * down * across, size])
}

/** The transpose of `windows`: adds the values of windows where they overlap. */
export function addWindows(builder: GraphBuilder, values: Value, shape: ConvolutionShape): Value {
  const { batch, rows, columns, down, across, height, width, groups, channels, before } = shape
  const tools = toolsOf(builder)
  const all = tools.reshape(values, [groups, batch, down, across, height * width * channels])
  const places = placesOf(shape).map(([row, column], at) =>
    tools.pad(
      tools.slice(all, [0, 0, 0, 0, at * channels], [groups, batch, down, across, channels]),
      [
        [0, 0],
        [0, 0],
        [row, height - 1 - row],
        [column, width - 1 - column],
        [0, 0],
      ],
    ),
  )
  const padded = [groups, batch, down + height - 1, across + width - 1, channels]
  const sum = places.reduce((total, place) =>
    builder.op('AddV2', [total, place], { dtype: float32, shape: padded }),
  )
  const size = [groups, batch, rows, columns, channels] as const
  return mergeGroups(builder, tools.slice(sum, [0, 0, ...before, 0], size), size)
}

/** [batch, down, across, groups · filters] → [groups, batch · down · across, filters] */
export function rowsOfGroups(builder: GraphBuilder, y: Value, shape: ConvolutionShape): Value {
  const { batch, down, across, groups, filters } = shape
  const parted = splitGroups(builder, y, groups)
  return toolsOf(builder).reshape(parted, [groups, batch * down * across, filters])
}

/** [height, width, channels, groups · filters] → [groups, height · width · channels, filters] */
export function kernels(builder: GraphBuilder, kernel: Value, shape: ConvolutionShape): Value {
  const { height, width, groups, channels, filters } = shape
  const parted = splitGroups(builder, kernel, groups)
  return toolsOf(builder).reshape(parted, [groups, height * width * channels, filters])
}

/** [a, b, c, groups · width] → [groups, a, b, c, width] */
function splitGroups(builder: GraphBuilder, value: Value, groups: number): Value {
  const [a, b, c, wide] = value.shape as [number, number, number, number]
  const tools = toolsOf(builder)
  const parted = tools.reshape(value, [a, b, c, groups, wide / groups])
  return tools.transpose(parted, [3, 0, 1, 2, 4])
}

/** The inverse: values of [groups, a, b, c, width] → [a, b, c, groups · width] */
export function mergeGroups(
  builder: GraphBuilder,
  value: Value,
  lengths: readonly [groups: number, a: number, b: number, c: number, width: number],
): Value {
  const [groups, a, b, c, width] = lengths
  const tools = toolsOf(builder)
  const moved = tools.transpose(tools.reshape(value, lengths), [1, 2, 3, 0, 4])
  return tools.reshape(moved, [a, b, c, groups * width])
}

/** Places in a window, in the order of a kernel. */
function placesOf({ height, width }: ConvolutionShape): [row: number, column: number][] {
  return Array.from({ length: height * width }, (_, at) => [Math.floor(at / width), at % width])
}
