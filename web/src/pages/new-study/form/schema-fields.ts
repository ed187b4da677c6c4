/** The fields that a form shows for the options of a layer, optimizer, sampler and so on; pure. */
import type { Json } from '../document/json-document.ts'
import type { Schema } from '../document/schema.ts'

export interface OptionField {
  name: string
  kind: 'number' | 'integer' | 'boolean' | 'choice' | 'text' | 'other'
  choices: string[]
  minimum: number | null
  maximum: number | null
  isRequired: boolean
  otherwise: unknown // default
  description: string
}

/** Of what is written as an object with a `type`, or as the type alone. */
export function typeOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  const type = (value as Json | null | undefined)?.type
  return typeof type === 'string' ? type : null
}

/** In the order of the schema, without `type`. */
export function optionFields(schema: Schema): OptionField[] {
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => name !== 'type' && name !== 'format')
    .map(([name, property]) => ({
      name,
      ...kindOf(simplest(property)),
      isRequired: schema.required?.includes(name) ?? false,
      otherwise: property.default,
      description: property.description ?? '',
    }))
}

/** Of several forms, the one that a field can show: a number rather than a list, names rather than objects. */
function simplest(schema: Schema): Schema {
  const several = schema.anyOf ?? schema.oneOf
  if (!several) return schema
  const rank = ({ type, enum: names }: Schema) =>
    names ? 0 : ['integer', 'number', 'boolean', 'string'].includes(String(type)) ? 1 : 2
  return several.toSorted((a, b) => rank(a) - rank(b))[0] ?? schema
}

function kindOf(schema: Schema): Pick<OptionField, 'kind' | 'choices' | 'minimum' | 'maximum'> {
  const { type, enum: names, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema
  const whole = Number.MAX_SAFE_INTEGER
  const limit = (value: number | undefined) =>
    value === undefined || Math.abs(value) >= whole ? null : value
  const range = {
    minimum: limit(minimum ?? exclusiveMinimum),
    maximum: limit(maximum ?? exclusiveMaximum),
  }
  const texts = names?.filter((name) => typeof name === 'string')
  if (texts && texts.length === names?.length) return { kind: 'choice', choices: texts, ...range }
  const kinds: Record<string, OptionField['kind']> = {
    integer: 'integer',
    number: 'number',
    boolean: 'boolean',
    string: 'text',
  }
  return { kind: kinds[String(type)] ?? 'other', choices: [], ...range }
}
