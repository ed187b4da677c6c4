/** Generates the options table of a registry; an option that is the same in several members has one row. */
import { z } from 'zod'
import { code, tableOf } from './markdown.ts'

interface Schema {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  items?: Schema | boolean
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  default?: unknown
  description?: string
}

/** @param kind  kind of the members for the table's header, such as `sampler` */
export function optionsTable(
  kind: string,
  registry: Readonly<Record<string, { options: z.ZodObject }>>,
): string {
  const rows = new Map<string, { cells: string[]; members: string[] }>()
  for (const [member, { options }] of Object.entries(registry)) {
    const { properties = {}, required = [] } = z.toJSONSchema(options, {
      io: 'input',
      unrepresentable: 'any',
    })
    for (const [name, schema] of Object.entries(properties as Record<string, Schema>)) {
      const cells = [
        code(name),
        takes(schema),
        required.includes(name) ? 'required' : shown(schema.default),
        schema.description ?? '',
      ]
      const key = JSON.stringify(cells)
      const row = rows.get(key) ?? { cells, members: [] }
      row.members.push(code(member))
      rows.set(key, row)
    }
  }
  return tableOf(
    ['option', kind, 'values', 'default', 'description'],
    [...rows.values()].map(({ cells: [name, ...rest], members }) => [
      name!,
      members.join(', '),
      ...rest,
    ]),
  )
}

function shown(value: unknown): string {
  return value === undefined ? '–' : code(typeof value === 'string' ? value : figures(value))
}

/** Rounds numbers such as ⅓, which would have sixteen digits. */
function figures(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === 'number' ? Number(inner.toPrecision(4)) : inner,
  )
}

function takes(schema: Schema): string {
  const { type, anyOf, items } = schema
  if (schema.const !== undefined) return code(JSON.stringify(schema.const))
  if (schema.enum) return schema.enum.map((value) => code(JSON.stringify(value))).join(', ')
  if (Array.isArray(type)) return type.map((one) => takes({ ...schema, type: one })).join(' or ')
  if (anyOf) return [...new Set(anyOf.map(takes))].join(' or ')
  if (type === 'integer') return ['whole number', ...bounds(schema)].join(' ')
  if (type === 'number') return ['number', ...bounds(schema)].join(' ')
  if (type === 'boolean') return '`true`, `false`'
  if (type === 'null') return '`null`'
  if (type === 'array')
    return typeof items === 'object' && items.type ? `list of ${takes(items)}` : 'list'
  return type === 'string' ? 'text' : (type ?? 'any')
}

function bounds(schema: Schema): string[] {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below } = schema
  const isBound = (bound: number | undefined) =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER
  return [
    ...(isBound(minimum) ? [`from ${minimum}`] : []),
    ...(isBound(above) ? [`above ${above}`] : []),
    ...(isBound(maximum) ? [`to ${maximum}`] : []),
    ...(isBound(below) ? [`below ${below}`] : []),
  ]
}
