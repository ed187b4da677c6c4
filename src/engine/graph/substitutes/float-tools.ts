/** Ops that substitutes are built from. */
import type { GraphBuilder } from '../builder.ts'
import { dtypes, type Value } from '../values.ts'

const { float32, int32 } = dtypes

/** Ops on floats of known shapes. */
export function toolsOf(builder: GraphBuilder) {
  const ints = (values: readonly number[]) => builder.constant(int32, [values.length], values)
  const floats = (op: string, inputs: Value[], shape: readonly number[]) =>
    builder.op(op, inputs, { dtype: float32, shape })
  return {
    ints,
    reshape: (value: Value, shape: readonly number[]) =>
      floats('Reshape', [value, ints(shape)], shape),
    transpose: (value: Value, order: readonly number[]) =>
      floats(
        'Transpose',
        [value, ints(order)],
        order.map((axis) => value.shape![axis]!),
      ),
    slice: (value: Value, begin: readonly number[], size: readonly number[]) =>
      floats('Slice', [value, ints(begin), ints(size)], size),
    concat: (values: readonly Value[], axis: number) =>
      values.length === 1 // which is no list to the op
        ? values[0]!
        : floats(
            'ConcatV2',
            [...values, builder.constant(int32, [], [axis])],
            values[0]!.shape!.map((length, at) =>
              at === axis ? values.reduce((sum, { shape }) => sum + shape![at]!, 0) : length,
            ),
          ),
    /** A product of matrices, or a batch of them; `transposed` is the one whose last two axes are exchanged. */
    matMul(x: Value, y: Value, transposed?: 'x' | 'y') {
      const rows = x.shape!.at(transposed === 'x' ? -1 : -2)!
      const columns = y.shape!.at(transposed === 'y' ? -2 : -1)!
      const batch = x.shape!.slice(0, -2)
      const [op, ofX, ofY] =
        batch.length === 0
          ? (['MatMul', 'transpose_a', 'transpose_b'] as const)
          : (['BatchMatMulV2', 'adj_x', 'adj_y'] as const)
      return builder.op(
        op,
        [x, y],
        { dtype: float32, shape: [...batch, rows, columns] },
        {
          [ofX]: { kind: 'bool', value: transposed === 'x' },
          [ofY]: { kind: 'bool', value: transposed === 'y' },
        },
      )
    },
    pad: (value: Value, ends: readonly (readonly [number, number])[]) =>
      ends.every(([start, end]) => start === 0 && end === 0)
        ? value
        : floats(
            'Pad',
            [value, builder.constant(int32, [ends.length, 2], ends.flat())],
            value.shape!.map((length, axis) => length + ends[axis]![0] + ends[axis]![1]),
          ),
  }
}
