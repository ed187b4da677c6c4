/** Validates input against a zod schema, with locations and suggestions. */
import { z } from 'zod'
import { type Fault, toPointer } from './errors.ts'
import { didYouMean, nearbyNames } from './nearby.ts'
import { describeIssue } from './schema-words.ts'

const maxHints = 100 // number of unknown fields per object that get a suggestion, which takes a search

/** A fault and its path from the root of the validated value. */
export interface SchemaFault {
  path: PropertyKey[]
  detail: string
}

export type Checked<T> = { value: T; faults?: never } | { faults: SchemaFault[] }

/**
 * The value with defaults filled in, or all faults; every unknown field is a fault.
 *
 * @param homes  fields that are often misplaced at the root, and where they belong
 */
export function checkSchema<T>(
  schema: z.ZodType<T>,
  json: unknown,
  homes: Readonly<Record<string, string>> = {},
): Checked<T> {
  const objectAt = new Map<string, KnownObject>()
  const parsed = schema.safeParse(json, {
    error(issue) {
      const { path = [] } = issue
      if (issue.code === 'unrecognized_keys')
        objectAt.set(pathKey(path), describeObject(issue.inst))
      return explain(issue)
    },
  })
  if (parsed.success) return { value: parsed.data }
  const faults = withoutSizes(parsed.error.issues).flatMap((issue): SchemaFault[] => {
    if (issue.code !== 'unrecognized_keys') {
      return [{ path: existingPath(json, issue.path), detail: issue.message }]
    }
    const object = objectAt.get(pathKey(issue.path)) ?? { owner: null, fields: [] }
    return issue.keys.map((key, index) => ({
      path: existingPath(json, [...issue.path, key]),
      detail:
        index < maxHints
          ? unknownField(key, object, issue.path.length === 0 ? homes : {})
          : 'unknown field',
    }))
  })
  return { faults }
}

/** Converts to faults of a request. @param prefix  pointer to the validated value */
export function toFaults(faults: readonly SchemaFault[], prefix = ''): Fault[] {
  return faults.map(({ path, detail }) => ({ pointer: prefix + toPointer(path), detail }))
}

/** Message for a name that is not in a registry or list: `unknown layer "desne": did you mean "dense"? Use one of …` */
export function unknownName(kind: string, name: unknown, names: readonly string[]): string {
  const hint = typeof name === 'string' ? didYouMean(name, names) : ''
  const none = `unknown ${kind} ${JSON.stringify(name)}`
  return hint === ''
    ? `${none}: use one of ${list(names)}`
    : `${none}: ${hint} Use one of ${list(names)}`
}

function unknownField(
  key: string,
  { owner, fields }: KnownObject,
  homes: Readonly<Record<string, string>>,
): string {
  const name = JSON.stringify(key)
  const none = owner === null ? `unknown field ${name}` : `${owner} has no option ${name}`
  const [nearest] = nearbyNames(key, [...Object.keys(homes), ...fields])
  if (nearest !== undefined && Object.hasOwn(homes, nearest)) {
    return `${none}: "${nearest}" belongs in ${homes[nearest]}`
  }
  const hint = didYouMean(key, fields)
  if (owner !== null)
    return `${none}: ${hint === '' ? 'its' : `${hint} Its`} options are ${list(fields)}`
  return `${none}: ${hint === '' ? `the known fields are ${list(fields)}` : hint}`
}

type RawIssue = Parameters<z.core.$ZodErrorMap>[0]

/** Drops length faults of values with the wrong type: `[]` for a name is one fault. */
function withoutSizes(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const isType = ({ code }: z.core.$ZodIssue) => code === 'invalid_type'
  const mistyped = new Set(issues.filter(isType).map(({ path }) => pathKey(path)))
  return issues.filter(({ code, path }) => !/^too_/.test(code) || !mistyped.has(pathKey(path)))
}

/** Undefined: zod's own message is used. */
function explain(issue: RawIssue): string | undefined {
  if (issue.code === 'invalid_value') {
    const values = issue.values.filter((value) => typeof value === 'string')
    if (issue.input === undefined) return `is missing: ${list(issue.values)} is accepted`
    if (typeof issue.input !== 'string' || values.length === 0) return undefined
    const hint = didYouMean(issue.input, values)
    const wrong = `${JSON.stringify(issue.input)} is not accepted`
    return `${wrong}: ${hint === '' ? '' : `${hint} `}${list(values)}`
  }
  if (issue.code === 'invalid_union') {
    // each alternative has its own message
    const ways = (issue.errors as z.core.$ZodIssue[][]).flatMap(([first]) => first?.message ?? [])
    return ways.length === 0 ? undefined : [...new Set(ways)].join('; or: ')
  }
  return describeIssue(issue)
}

interface KnownObject {
  owner: string | null // name of the registry entry that has these options
  fields: readonly string[]
}

function describeObject(schema: unknown): KnownObject {
  const { shape = {} } = (schema as z.ZodObject)._zod.def
  const { type } = shape
  const owner = type instanceof z.ZodLiteral ? String(type.value) : null
  return { owner, fields: Object.keys(shape).filter((field) => owner === null || field !== 'type') }
}

function list(names: readonly unknown[]): string {
  return names.map(String).join(', ') || 'none'
}

function pathKey(path: readonly PropertyKey[]): string {
  return path.map(String).join('\0')
}

/**
 * Cuts the path where the input is not a container: a fault inside the short form of a loss concerns the whole loss.
 */
function existingPath(json: unknown, path: readonly PropertyKey[]): PropertyKey[] {
  let value = json
  for (const [depth, key] of path.entries()) {
    if (typeof value !== 'object' || value === null) return path.slice(0, depth)
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return [...path]
}
