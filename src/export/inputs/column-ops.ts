/** The ops that preprocessing is written in, on columns of numbers and texts: [rows, …] each. */
import type { GraphBuilder } from '../../engine/graph/builder.ts'
import { type Dtype, dtypes, type Value } from '../../engine/graph/values.ts'

const { float32, float64, int32, bool } = dtypes

/** Arithmetic in float64, as /predict computes; a constant broadcasts. */
export interface ColumnOps {
  number(value: number): Value
  /** One row, [1, values]. */
  row(values: readonly number[]): Value
  add(a: Value, b: Value): Value
  sub(a: Value, b: Value): Value
  mul(a: Value, b: Value): Value
  div(a: Value, b: Value): Value
  floor(a: Value): Value
  /** Remainder with the sign of the divisor. */
  modulo(a: Value, divisor: number): Value
  smallest(a: Value, b: Value): Value
  largest(a: Value, b: Value): Value
  unary(op: 'Exp' | 'Log' | 'Sqrt' | 'Tanh' | 'Abs' | 'Erf', a: Value): Value
  isMissing(a: Value): Value
  isLess(a: Value, b: Value): Value
  where(condition: Value, a: Value, b: Value): Value
  /** Whether each text is one of these, [rows, texts]. */
  isText(column: Value, texts: readonly string[]): Value
  /** 1 where true, 0 elsewhere. */
  toNumber(condition: Value): Value
  /** Sine and cosine, in float32: not every runtime has them in float64. */
  wave(op: 'Sin' | 'Cos', angle: Value): Value
  /** Sum or maximum of each row, [rows, 1]. */
  ofRows(op: 'Sum' | 'Max', a: Value): Value
  /** Columns side by side. */
  concat(columns: readonly Value[]): Value
  /** To the network's precision. */
  toFloat32(a: Value): Value
  toFloat64(a: Value): Value
}

export function columnOps(builder: GraphBuilder): ColumnOps {
  const shapeOf = (...values: Value[]) => {
    const width = Math.max(...values.map(({ shape }) => shape!.at(-1) ?? 1))
    return [-1, width]
  }
  const binary =
    (op: string) =>
    (a: Value, b: Value): Value =>
      builder.op(op, [a, b], { dtype: a.dtype, shape: shapeOf(a, b) })
  const cast = (a: Value, dtype: Dtype): Value =>
    a.dtype === dtype
      ? a
      : builder.op(
          'Cast',
          [a],
          { dtype, shape: a.shape },
          { Truncate: { kind: 'bool', value: false } },
        )
  const unary = (op: string, a: Value): Value => builder.op(op, [a], a)
  const compare = (op: string, inputs: Value[], attributes = {}): Value =>
    builder.op(op, inputs, { dtype: bool, shape: shapeOf(...inputs) }, attributes)
  const ops: ColumnOps = {
    number: (value) => builder.constant(float64, [1, 1], [value]),
    row: (values) => builder.constant(float64, [1, values.length], values),
    add: binary('AddV2'),
    sub: binary('Sub'),
    mul: binary('Mul'),
    div: binary('RealDiv'),
    smallest: binary('Minimum'),
    largest: binary('Maximum'),
    floor: (a) => unary('Floor', a),
    modulo: (a, divisor) => {
      const by = ops.number(divisor)
      return ops.sub(a, ops.mul(by, ops.floor(ops.div(a, by))))
    },
    unary,
    isMissing: (a) => compare('IsNan', [a]),
    isLess: (a, b) => compare('Less', [a, b]),
    where: (condition, a, b) =>
      builder.op('SelectV2', [condition, a, b], {
        dtype: a.dtype,
        shape: shapeOf(condition, a, b),
      }),
    isText: (column, texts) =>
      compare('Equal', [column, builder.texts([1, texts.length], texts)], {
        incompatible_shape_error: { kind: 'bool', value: true },
      }),
    toNumber: (condition) => cast(condition, float64),
    wave: (op, angle) => cast(unary(op, cast(angle, float32)), float64),
    ofRows: (op, a) =>
      builder.op(
        op,
        [a, builder.constant(int32, [1], [1])],
        { dtype: a.dtype, shape: [-1, 1] },
        { keep_dims: { kind: 'bool', value: true } },
      ),
    concat: (columns) =>
      columns.length === 1
        ? columns[0]!
        : builder.op('ConcatV2', [...columns, builder.constant(int32, [], [1])], {
            dtype: columns[0]!.dtype,
            shape: [-1, columns.reduce((sum, { shape }) => sum + shape![1]!, 0)],
          }),
    toFloat32: (a) => cast(a, float32),
    toFloat64: (a) => cast(a, float64),
  }
  return ops
}
