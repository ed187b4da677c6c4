/** Validates requests against their zod schemas; all faults become one Problem with pointers. */
import type { FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'
import { type Fault, Problem, toPointer } from '../../errors.ts'
import { checkSchema, toFaults } from '../../schema-faults.ts'

/** Prefix of the pointers into each part of a request; the body has none. */
const prefixes: Record<string, string> = {
  body: '',
  querystring: '/query',
  params: '/params',
  headers: '/headers',
}

const maxDepth = 64 // levels of nesting
const faultsShown = 20

export const validatorCompiler: FastifySchemaCompiler<unknown> = ({ schema, httpPart }) => {
  const prefix = prefixes[httpPart ?? 'body'] ?? ''
  return (data) => {
    const unfit = findUnstorable(data, prefix)
    if (unfit.length > 0) return { error: invalidRequest(unfit) }
    const checked = checkSchema(schema as z.ZodType, data)
    return 'value' in checked
      ? checked
      : { error: invalidRequest(toFaults(checked.faults, prefix)) }
  }
}

/** For routes that validate the body themselves: the schema of the body is documentation only. */
export const bodyUnchecked: FastifySchemaCompiler<unknown> = (route) =>
  route.httpPart === 'body'
    ? (data) => {
        const unfit = findUnstorable(data, '')
        return unfit.length > 0 ? { error: invalidRequest(unfit) } : { value: data }
      }
    : validatorCompiler(route)

/** Finds values that cannot be stored: PostgreSQL's text has no NUL, and its JSON no lone surrogates. */
export function findUnstorable(data: unknown, prefix: string): Fault[] {
  const faults: Fault[] = []
  const visit = (value: unknown, path: PropertyKey[]): void => {
    if (faults.length >= faultsShown) return
    const fault = (detail: string) => faults.push({ pointer: prefix + toPointer(path), detail })
    if (typeof value === 'string') {
      if (!isStorable(value)) fault('contains a character that cannot be stored')
      return
    }
    if (typeof value !== 'object' || value === null) return
    if (path.length >= maxDepth) {
      fault(`nested deeper than ${maxDepth} levels`)
      return
    }
    for (const [key, inner] of Object.entries(value)) {
      if (!isStorable(key)) fault('a field name contains a character that cannot be stored')
      visit(inner, [...path, key])
    }
  }
  visit(data, [])
  return faults
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text)
}

function invalidRequest(faults: Fault[]): Problem {
  return new Problem('invalid-request', 'The request is not valid.', faults.slice(0, 100))
}
