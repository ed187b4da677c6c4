/** What the JSON Schema of a study allows at a place of a document; pure. */
import type { Path } from '../../../api/pointer.ts'
import type { Json } from './json-document.ts'

export interface Schema {
  $ref?: string
  $defs?: Record<string, Schema>
  type?: string | string[]
  description?: string
  const?: unknown
  enum?: unknown[]
  default?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  properties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
  required?: string[]
  items?: Schema
  prefixItems?: Schema[]
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
}

const prefix = '#/$defs/'
const deepest = 40

/** All schemas without unions that may hold at `path`, as far as the values around it do not rule them out. */
export function schemasAt(root: Schema, path: Path, document: unknown): Schema[] {
  let found = expand(root, root, document)
  let value = document
  for (const key of path) {
    const inner = (value as Json | undefined)?.[key as string]
    found = found.flatMap((schema) => below(schema, key).flatMap((one) => expand(root, one, inner)))
    value = inner
  }
  return found
}

function below(schema: Schema, key: string | number): Schema[] {
  if (typeof key === 'number') {
    const item = schema.prefixItems?.[key] ?? schema.items
    return item ? [item] : []
  }
  const own = schema.properties?.[key]
  if (own) return [own]
  const { additionalProperties } = schema
  return typeof additionalProperties === 'object' ? [additionalProperties] : []
}

/** Follows references and unions; members that contradict the value's marks are left out. */
function expand(root: Schema, schema: Schema, value: unknown, depth = 0): Schema[] {
  if (depth > deepest) return []
  const next = (one: Schema) => expand(root, one, value, depth + 1)
  if (schema.$ref !== undefined) {
    const target = root.$defs?.[schema.$ref.slice(prefix.length)]
    const described =
      target && schema.description ? { ...target, description: schema.description } : target
    return described ? next(described) : []
  }
  const several = schema.anyOf ?? schema.oneOf
  if (!several) return fits(schema, value) ? [schema] : []
  const { description } = schema
  return several.flatMap(next).map((one) => (description ? { description, ...one } : one))
}

/** An object with a `type`, or with the mark of a hole, has only the schemas of that type or hole. */
function fits(schema: Schema, value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return true
  const given = value as Json
  const marks = Object.keys(given).filter((name) => name.startsWith('$'))
  if (marks.length > 0) return marks.every((mark) => schema.properties?.[mark] !== undefined)
  return Object.entries(schema.properties ?? {}).every(
    ([name, { const: only }]) =>
      only === undefined || given[name] === undefined || given[name] === only || name === '$bool',
  )
}
