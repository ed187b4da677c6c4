/** Values that a JSON Schema of a registry accepts, and some that it does not; numbers are small, so that they train. */
import fc from 'fast-check'

export interface JsonSchema {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema | false
  prefixItems?: JsonSchema[]
  minItems?: number
  maxItems?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
}

/** Nobody waits for a layer of 65,536 units. */
const largest = 6

/** @param wild  of values that the schema does not describe, such as a list of layers */
export function valuesOf(schema: JsonSchema, wild: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const { type, anyOf, oneOf } = schema
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const options = anyOf ?? oneOf
  if (options) return fc.oneof(...options.map((option) => valuesOf(option, wild)))
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  if (type === 'integer' || type === 'number') return numbersOf(schema, type === 'integer')
  if (type === 'array') return arraysOf(schema, wild)
  if (type === 'object' && schema.properties) return objectsOf(schema, wild)
  return wild
}

function numbersOf(schema: JsonSchema, isInteger: boolean): fc.Arbitrary<number> {
  const low = schema.minimum ?? schema.exclusiveMinimum ?? 0
  const high = Math.max(
    low,
    Math.min(schema.maximum ?? schema.exclusiveMaximum ?? largest, largest),
  )
  if (isInteger) return fc.integer({ min: Math.ceil(low), max: Math.floor(high) })
  // the ends are where things break; an excluded one must be refused
  const inside = fc.double({ min: low, max: high, noNaN: true })
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(low, high) },
    { weight: 20, arbitrary: inside },
  )
}

function arraysOf(schema: JsonSchema, wild: fc.Arbitrary<unknown>): fc.Arbitrary<unknown[]> {
  if (schema.prefixItems) {
    return fc.tuple(...schema.prefixItems.map((item) => valuesOf(item, wild)))
  }
  return fc.array(schema.items ? valuesOf(schema.items, wild) : wild, {
    minLength: schema.minItems ?? 0,
    maxLength: Math.min(schema.maxItems ?? 2, 2),
  })
}

function objectsOf(
  { properties = {}, required = [] }: JsonSchema,
  wild: fc.Arbitrary<unknown>,
): fc.Arbitrary<Record<string, unknown>> {
  const members = Object.entries(properties).map(([name, property]) => [
    name,
    valuesOf(property, wild),
  ])
  return fc.record(Object.fromEntries(members), { requiredKeys: required })
}
