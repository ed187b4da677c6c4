/**
 * A space with what restricts it: `constraints` and `forbidden` beside the space, or as keys of the space itself,
 * so that one file can hold both.
 */
import type { Fault } from '../../errors.ts'
import { parseConstraints, parseForbidden } from '../constraints/parse-constraints.ts'
import type { Params } from './params.ts'
import { parseSpace } from './parse/parse-space.ts'
import { isObject } from './parse/reading.ts'
import type { Constraint, SearchSpace } from './space.ts'

export interface SpaceBody {
  space?: unknown
  constraints?: unknown
  forbidden?: unknown
}

export interface RestrictedSpace {
  space: SearchSpace | null // null: the template does not parse; with the restrictions that do
  faults: Fault[] // with pointers into the body
}

export function parseRestricted(body: SpaceBody): RestrictedSpace {
  const { template, constraints, forbidden } = splitSpace(body.space)
  const parsed = parseSpace(template)
  if (!parsed.ok) return { space: null, faults: parsed.faults.map(inSpace) }
  const { parameters } = parsed.space
  const restrictions = [
    parseConstraints(body.constraints, parameters, '/constraints'),
    parseConstraints(constraints, parameters, '/space/constraints'),
    parseForbidden(body.forbidden, parameters, '/forbidden'),
    parseForbidden(forbidden, parameters, '/space/forbidden'),
  ]
  return {
    space: { ...parsed.space, constraints: restrictions.flatMap((each) => each.constraints) },
    faults: restrictions.flatMap((each) => each.faults),
  }
}

/** A fault's pointer, from the space's to the body's. */
export function inSpace({ pointer, detail }: Fault): Fault {
  return { pointer: `/space${pointer}`, detail }
}

/** The space as the trials' template, and what restricts it. */
export function splitSpace(space: unknown): SpaceBody & { template: unknown } {
  if (!isObject(space)) return { template: space }
  const { constraints, forbidden, ...template } = space
  return { template, constraints, forbidden }
}

/** The first constraint that params violate; null: none. */
export function violated(space: SearchSpace, params: Params): Constraint | null {
  return space.constraints.find((constraint) => !constraint.holds(params)) ?? null
}

/** What a client is told of it. */
export function describeViolation({ clause, pointer }: Constraint): string {
  return `violates ${clause} (${pointer})`
}
