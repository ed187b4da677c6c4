/** A choice between whole optimizers, each with options of its own; pure. */
import type { Json } from '../document/json-document.ts'
import { typeOf } from './schema-fields.ts'

/** Null: the value is no such choice. */
export function choiceOf(value: unknown): readonly unknown[] | null {
  const options = (value as Json | null | undefined)?.$choice
  return Array.isArray(options) && options.every((option) => typeOf(option) !== null)
    ? options
    : null
}

/** One more option; an optimizer alone becomes the first option. */
export function withOption(value: unknown, type: string, otherwise: string): Json {
  const options = choiceOf(value)
  if (options === null) return { $choice: [value ?? { type: otherwise }, { type }] }
  return { ...withoutWeights(value), $choice: [...options, { type }] }
}

/** One option less; the last one that is left stands alone. */
export function withoutOption(value: unknown, index: number): unknown {
  const options = choiceOf(value) ?? []
  const left = options.filter((_, place) => place !== index)
  if (left.length === 1) return left[0]
  const { default: first, ...rest } = withoutWeights(value)
  const keepsDefault = first !== undefined && typeOf(first) !== typeOf(options[index])
  return { ...rest, ...(keepsDefault && { default: first }), $choice: left }
}

/** Weights belong to a number of options. */
function withoutWeights(value: unknown): Json {
  const { weights: _, ...rest } = value as Json
  return rest
}
