/** The encodings of numeric columns as ops: the same as `data/prepare/numeric/`, one function for each. */
import type { FittedEncoding } from '../../data/prepare/numeric/index.ts'
import type { Value } from '../../engine/graph/values.ts'
import type { ColumnOps } from './column-ops.ts'

type Encode<Fitted> = (ops: ColumnOps, fitted: Fitted, value: Value) => Value

/** Typed so that an encoding without ops does not compile. */
const encodings: { [Name in FittedEncoding['type']]: Encode<FittedEncoding & { type: Name }> } = {
  none: (_, __, value) => value,
  standardize: (ops, { mean, deviation }, value) =>
    ops.div(ops.sub(value, ops.number(mean)), ops.number(deviation)),
  robustClip(ops, { median, scale }, value) {
    const x = ops.mul(ops.sub(value, ops.number(median)), ops.number(scale))
    const third = ops.div(x, ops.number(3))
    const hypotenuse = ops.unary('Sqrt', ops.add(ops.number(1), ops.mul(third, third)))
    return ops.div(x, hypotenuse)
  },
  quantileNormal: (ops, { values, scores }, value) => interpolate(ops, value, values, scores),
  piecewiseLinear(ops, { edges }, value) {
    const from = edges.slice(0, -1)
    const widths = from.map((edge, bin) => edges[bin + 1]! - edge)
    const shares = ops.div(ops.sub(value, ops.row(from)), ops.row(widths))
    return ops.smallest(ops.largest(shares, ops.number(0)), ops.number(1))
  },
}

/**
 * @param value  [rows, 1], float64, without NaN
 * @returns      [rows, inputs]
 */
export function encodeNumber(ops: ColumnOps, fitted: FittedEncoding, value: Value): Value {
  return (encodings[fitted.type] as Encode<FittedEncoding>)(ops, fitted, value)
}

/** The piecewise linear function through points, constant outside of them: a sum of its clipped pieces. */
export function interpolate(
  ops: ColumnOps,
  value: Value,
  from: readonly number[],
  to: readonly number[],
): Value {
  const begins = from.slice(0, -1)
  if (begins.length === 0) return ops.add(ops.mul(value, ops.number(0)), ops.number(to[0]!))
  const widths = begins.map((begin, piece) => from[piece + 1]! - begin)
  const slopes = widths.map((width, piece) => (to[piece + 1]! - to[piece]!) / width)
  const past = ops.largest(ops.sub(value, ops.row(begins)), ops.number(0))
  const pieces = ops.mul(ops.smallest(past, ops.row(widths)), ops.row(slopes))
  return ops.add(ops.ofRows('Sum', pieces), ops.number(to[0]!))
}
