/** `preprocess.resize` as ops: a weighted mean along each axis is a matrix product. */
import type { GraphBuilder } from '../../engine/graph/builder.ts'
import { dtypes, type Value } from '../../engine/graph/values.ts'
import { resized } from '../../engine/resize.ts'

/**
 * @param samples  [rows, ...from]
 * @returns        [rows, ...to]
 */
export function addResize(
  builder: GraphBuilder,
  samples: Value,
  { from, to }: { from: readonly number[]; to: readonly number[] },
): Value {
  if (String(from) === String(to)) return samples
  const [height, width, channels] = from as [number, number, number]
  const [down, across] = to as [number, number]
  const reshape = (value: Value, shape: number[]) =>
    builder.op('Reshape', [value, builder.constant(dtypes.int32, [shape.length], shape)], {
      dtype: value.dtype,
      shape,
    })
  // [rows, height, width · channels] → [rows, down, width · channels]
  const lines = reshape(samples, [-1, height, width * channels])
  const shorter = product(builder, constant(builder, axisMatrix(height, down)), lines)
  // [rows · down, width, channels] → [rows · down, across, channels]
  const columns = reshape(shorter, [-1, width, channels])
  const narrower = product(builder, constant(builder, axisMatrix(width, across)), columns)
  return reshape(narrower, [-1, down, across, channels])
}

interface Matrix {
  shape: [number, number]
  values: Float32Array
}

/** Weights of the places before for each place after: the resized unit vectors. */
function axisMatrix(before: number, after: number): Matrix {
  // images of one column and `before` channels, of which each has one pixel set
  const units = new Float32Array(before * before)
  for (let place = 0; place < before; place++) units[place * before + place] = 1
  return { shape: [after, before], values: resized(units, [before, 1, before], [after, 1, before]) }
}

function constant(builder: GraphBuilder, { shape, values }: Matrix): Value {
  return builder.constant(dtypes.float32, shape, values)
}

/** [after, before] times [rows, before, columns]. */
function product(builder: GraphBuilder, matrix: Value, batch: Value): Value {
  const shape = [-1, matrix.shape![0]!, batch.shape![2]!]
  return builder.op(
    'BatchMatMulV2',
    [matrix, batch],
    { dtype: batch.dtype, shape },
    { adj_x: { kind: 'bool', value: false }, adj_y: { kind: 'bool', value: false } },
  )
}
