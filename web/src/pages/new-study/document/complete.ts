/** What may be written at a place of a study's JSON: names of members, values, holes. Pure. */
import { getLocation, parse } from 'jsonc-parser'
import type { Path } from '../../../api/pointer.ts'
import { valueAtPath } from './json-document.ts'
import { type Schema, schemasAt } from './schema.ts'

export interface Completion {
  label: string
  detail: string
  /** The text to write from `from` to `to`. */
  apply: string
  kind: 'name' | 'value' | 'hole'
}

export interface Completions {
  from: number
  to: number
  options: Completion[]
}

const shortDetail = 90

/** @returns null where nothing can be suggested, such as inside of a number */
export function complete(text: string, offset: number, root: Schema): Completions | null {
  const { path, previousNode, isAtPropertyKey } = getLocation(text, offset)
  const isInside =
    previousNode !== undefined &&
    previousNode.offset <= offset &&
    offset <= previousNode.offset + previousNode.length
  const word = isInside ? null : wordBefore(text, offset)
  const from = isInside ? previousNode.offset : (word?.from ?? offset)
  const to = isInside ? previousNode.offset + previousNode.length : offset
  const document: unknown = parse(text)
  if (isAtPropertyKey) {
    const around = path.slice(0, -1)
    const given = valueAtPath(document, around)
    const written = isInside ? String(previousNode.value) : ''
    const names = new Set(Object.keys((given as object | undefined) ?? {}))
    names.delete(written)
    const options = namesOf(schemasAt(root, around, withoutName(document, around, written)), names)
    return { from, to, options: options.map((option) => asMember(option, text, to)) }
  }
  const options = valuesOf(schemasAt(root, path, withoutValue(document, path)))
  return options.length === 0 ? null : { from, to, options }
}

function wordBefore(text: string, offset: number): { from: number } | null {
  const found = /["$\w.-]+$/.exec(text.slice(0, offset))
  return found ? { from: offset - found[0].length } : null
}

/** What is being written rules nothing out. */
function withoutName(document: unknown, around: Path, name: string): unknown {
  const copy = structuredClone(document)
  const object = valueAtPath(copy, around)
  if (typeof object === 'object' && object !== null)
    delete (object as Record<string, unknown>)[name]
  return copy
}

function withoutValue(document: unknown, path: Path): unknown {
  const copy = structuredClone(document)
  const object = valueAtPath(copy, path.slice(0, -1))
  const key = path.at(-1)
  if (typeof object === 'object' && object !== null && key !== undefined) {
    ;(object as Record<string | number, unknown>)[key] = undefined
  }
  return copy
}

function namesOf(schemas: readonly Schema[], taken: ReadonlySet<string>): Completion[] {
  const found = new Map<string, Completion>()
  for (const { properties = {}, required = [] } of schemas) {
    for (const [name, schema] of Object.entries(properties)) {
      if (taken.has(name) || found.has(name)) continue
      if (taken.size > 0 && name.startsWith('$')) continue // a hole stands alone
      const detail = describe(schema, required.includes(name))
      const kind = name.startsWith('$') ? 'hole' : 'name'
      found.set(name, { label: name, detail, apply: JSON.stringify(name), kind })
    }
  }
  return [...found.values()]
}

/** The name, a colon, and the start of a value, unless these are there already. */
function asMember(option: Completion, text: string, to: number): Completion {
  const isWritten = /^\s*:/.test(text.slice(to))
  return isWritten ? option : { ...option, apply: `${option.apply}: ` }
}

function valuesOf(schemas: readonly Schema[]): Completion[] {
  const found = new Map<string, Completion>()
  const add = (apply: string, detail: string, kind: Completion['kind'], label = apply) => {
    if (!found.has(label)) found.set(label, { label, detail: shorten(detail), apply, kind })
  }
  for (const schema of schemas) {
    const { description = '' } = schema
    const type = typeOf(schema)
    if (type !== null) add(`{ "type": "${type}" }`, description, 'value', `"${type}"`)
    for (const [mark, { apply, detail }] of Object.entries(holes)) {
      if (schema.properties?.[mark]) add(apply, detail, 'hole', mark)
    }
    for (const value of schema.enum ?? (schema.const === undefined ? [] : [schema.const])) {
      add(JSON.stringify(value), description, 'value')
    }
    if (schema.type === 'boolean')
      for (const value of ['true', 'false']) add(value, description, 'value')
    if (schema.type === 'array') add('[]', description, 'value')
  }
  return [...found.values()]
}

/** Holes as one starts to write them. */
const holes: Record<string, { apply: string; detail: string }> = {
  $float: {
    apply: '{ "$float": { "low": 0.0001, "high": 0.1, "log": true } }',
    detail: 'a range of numbers',
  },
  $int: { apply: '{ "$int": { "low": 1, "high": 8 } }', detail: 'a range of whole numbers' },
  $choice: { apply: '{ "$choice": [] }', detail: 'one of several values' },
  $bool: { apply: '{ "$bool": true }', detail: 'true or false' },
  $expr: { apply: '{ "$expr": "" }', detail: 'a value computed from parameters' },
  $repeat: {
    apply:
      '{ "$repeat": { "times": { "$int": { "low": 1, "high": 3 } }, "layer": { "type": "dense", "units": 32 } } }',
    detail: 'a layer several times',
  },
}

function typeOf({ properties }: Schema): string | null {
  const type = properties?.type
  return typeof type?.const === 'string' ? type.const : null
}

function describe(schema: Schema, isRequired: boolean): string {
  const words = schema.description ?? ''
  return shorten(isRequired ? `required${words ? `; ${words}` : ''}` : words)
}

function shorten(text: string): string {
  return text.length > shortDetail ? `${text.slice(0, shortDetail - 1)}…` : text
}
