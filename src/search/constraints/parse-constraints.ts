/** Reads `constraints`, a list of clauses, and `forbidden`, a list of combinations that a trial must not match. */

import { type Fault, toPointer } from '../../errors.ts'
import { withHint } from '../../nearby.ts'
import { contains, type Domain, describeDomain, exactly } from '../space/domain.ts'
import type { ParamValue } from '../space/params.ts'
import { withOwnNames } from '../space/parse/parameter-names.ts'
import { isObject, shown } from '../space/parse/reading.ts'
import type { Constraint, Parameter } from '../space/space.ts'
import { checkCondition } from './check-types.ts'
import { compile } from './evaluate.ts'
import { namesIn, printName } from './expression.ts'
import { parseClause } from './parse-clause.ts'
import { ClauseFault } from './tokens.ts'

export const maxClauses = 100
export const maxForbidden = 1_000

export interface Restrictions {
  constraints: Constraint[]
  faults: Fault[]
}

/** @param pointer  of the list; a prefix of the pointers of faults and constraints */
export function parseConstraints(
  json: unknown,
  parameters: readonly Parameter[],
  pointer: string,
): Restrictions {
  const domains = new Map(parameters.map(({ name, domain }) => [name, domain]))
  return readList(json, { pointer, most: maxClauses, items: 'clauses' }, (clause, at) => {
    if (typeof clause !== 'string') {
      return [{ pointer: at, detail: `${shown(clause)} is not a clause; write a string` }]
    }
    try {
      const expression = parseClause(clause, [...domains.keys()])
      checkCondition(expression, domains)
      const decide = compile(expression)
      return {
        clause,
        pointer: at,
        parameters: namesIn(expression),
        holds: (params) => decide(params) !== false,
      }
    } catch (error) {
      if (!(error instanceof ClauseFault)) throw error
      const detail = `at character ${error.at + 1}: ${error.message}`
      return [{ pointer: at, detail: detail + adviceOnNames(clause, domains) }]
    }
  })
}

/** @param pointer  of the list */
export function parseForbidden(
  json: unknown,
  parameters: readonly Parameter[],
  pointer: string,
): Restrictions {
  const domains = new Map(parameters.map(({ name, domain }) => [name, domain]))
  return readList(json, { pointer, most: maxForbidden, items: 'combinations' }, (values, at) => {
    if (!isObject(values) || Object.keys(values).length === 0) {
      return [
        { pointer: at, detail: `${shown(values)} is not a combination; write {"name": value}` },
      ]
    }
    const entries = Object.entries(withOwnNames({ parameters }, values))
    const faults = entries.flatMap(([name, value]) => {
      const detail = valueFault(name, value, domains)
      return detail === null ? [] : [{ pointer: at + toPointer([name]), detail }]
    })
    if (faults.length > 0) return faults
    const wanted = entries.map(
      ([name, value]) => [name, exactly(domains.get(name) as Domain, value as ParamValue)] as const,
    )
    return {
      clause: JSON.stringify(values),
      pointer: at,
      parameters: new Set(wanted.map(([name]) => name)),
      holds: (params) =>
        wanted.some(([name, value]) => !Object.hasOwn(params, name) || params[name] !== value),
    }
  })
}

/** Returns a hint for a name that a clause has without the required back quotes. */
function adviceOnNames(clause: string, domains: ReadonlyMap<string, Domain>): string {
  for (const name of domains.keys()) {
    const quoted = printName(name)
    if (name === quoted || !clause.includes(name) || clause.includes(quoted)) continue
    return `; the parameter ${JSON.stringify(name)} is written ${quoted}`
  }
  return ''
}

interface ListKind {
  pointer: string
  most: number
  items: string
}

function readList(
  json: unknown,
  { pointer, most, items }: ListKind,
  read: (item: unknown, at: string) => Constraint | Fault[],
): Restrictions {
  if (json === undefined) return { constraints: [], faults: [] }
  if (!Array.isArray(json) || json.length > most) {
    const seen = Array.isArray(json) ? `a list of ${json.length}` : shown(json)
    const detail = `${seen} is not accepted; write a list of at most ${most} ${items}`
    return { constraints: [], faults: [{ pointer, detail }] }
  }
  const constraints: Constraint[] = []
  const faults: Fault[] = []
  for (const [index, item] of json.entries()) {
    const result = read(item, `${pointer}/${index}`)
    if (Array.isArray(result)) faults.push(...result)
    else constraints.push(result)
  }
  return { constraints, faults }
}

function valueFault(
  name: string,
  value: unknown,
  domains: ReadonlyMap<string, Domain>,
): string | null {
  const domain = domains.get(name)
  if (domain === undefined) {
    return withHint('the space has no parameter of this name', name, [...domains.keys()])
  }
  return contains(domain, value) ? null : `${shown(value)} is not ${describeDomain(domain)}`
}
