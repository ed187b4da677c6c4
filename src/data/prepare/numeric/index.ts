/** Registers every encoding of numeric columns: a new one needs a file and a line here. */
import type { z } from 'zod'
import { chosen, type Tagged } from '../../../tagged-union.ts'
import type { NumericEncoding } from './encoding.ts'
import { none } from './none.ts'
import { piecewiseLinear } from './piecewise-linear.ts'
import { quantileNormal } from './quantile-normal.ts'
import { robustClip } from './robust-clip.ts'
import { standardize } from './standardize.ts'

export const numericEncodings = {
  standardize,
  robustClip,
  quantileNormal,
  piecewiseLinear,
  none,
} as const

type Encodings = typeof numericEncodings
export type EncodingSpec = Tagged<Encodings>

/** A fitted encoding, plain JSON: `{"type": "robustClip", "median": 5, "scale": 0.1}`. */
export type FittedEncoding = {
  [Name in keyof Encodings]: { type: Name } & ReturnType<Encodings[Name]['fit']>
}[keyof Encodings]

type AnyEncoding = NumericEncoding<z.ZodObject, object>
const registry = numericEncodings as unknown as Record<string, AnyEncoding>

export function mostInputs(spec: EncodingSpec): number {
  const { definition, options } = chosen(registry, spec)
  return definition.mostInputs(options)
}

/**
 * @param values  of the training rows, without missing ones
 * @param layout  of the rows of all folds
 */
export function fitEncoding(
  spec: EncodingSpec,
  values: Float64Array,
  layout: Float64Array,
): { as: FittedEncoding; inputs: number } {
  const { definition, options } = chosen(registry, spec)
  const inputs = definition.countInputs(orZero(layout), options)
  const fitted = definition.fit(orZero(values), options, inputs)
  return { as: { type: spec.type, ...fitted } as FittedEncoding, inputs }
}

/** Writes the inputs of numbers, see `NumericEncoding`. */
export function encoderOf({
  type,
  ...fitted
}: FittedEncoding): (value: number, into: Float32Array, at: number) => void {
  const { encode } = registry[type]!
  return (value, into, at) => encode(fitted, value, into, at)
}

/** Without any value, the fill value 0 is all there is. */
function orZero(values: Float64Array): Float64Array {
  return values.length > 0 ? values : Float64Array.of(0)
}
