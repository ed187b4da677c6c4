/** Messages for zod issues: what is accepted, and what was given. */
import type { z } from 'zod'

type RawIssue = Parameters<z.core.$ZodErrorMap>[0]

const typeNames: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
  tuple: 'an array',
  null: 'null',
}

/** `takes a whole number, not 1.5`. Undefined: zod's own message is used. */
export function describeIssue(issue: RawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    const expected = typeNames[issue.expected] ?? issue.expected
    return issue.input === undefined
      ? `is missing: ${expected} is needed`
      : `takes ${expected}, not ${formatValue(issue.input)}`
  }
  if (issue.code === 'too_small') {
    const { origin, minimum, inclusive, exact } = issue
    return bound(
      issue.input,
      origin,
      exact ? 'exactly' : inclusive ? 'at least' : 'more than',
      minimum,
    )
  }
  if (issue.code === 'too_big') {
    const { origin, maximum, inclusive, exact } = issue
    return bound(
      issue.input,
      origin,
      exact ? 'exactly' : inclusive ? 'at most' : 'less than',
      maximum,
    )
  }
  return undefined
}

const sizes: Readonly<Record<string, [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['item', 'items'],
  record: ['field', 'fields'],
  object: ['field', 'fields'],
  map: ['field', 'fields'],
}

function bound(input: unknown, origin: string, relation: string, limit: number | bigint): string {
  const unit = sizes[origin]
  if (unit === undefined) return `takes ${relation} ${limit}, not ${formatValue(input)}`
  return `takes ${relation} ${limit} ${limit === 1 ? unit[0] : unit[1]}`
}

/** Formats an input value; containers and long texts by their type. */
export function formatValue(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (value === Infinity || value === -Infinity) return 'one beyond 1.8e308' // such as 1e400
  const json = JSON.stringify(value) ?? String(value)
  return json.length > 40 ? `a ${typeof value} of ${String(value).length} characters` : json
}
