/**
 * Reads a space with its restrictions: `constraints` and `forbidden`, next to the space or as keys of the space itself,
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
  space: SearchSpace | null // null: the template is invalid; contains only valid restrictions
  faults: Fault[] // with pointers into the body
}

export function parseRestricted(body: SpaceBody): RestrictedSpace {
  const { template, constraints, forbidden } = splitSpace(body.space)
  const parsed = parseSpace(template)
  if (!parsed.ok) return { space: null, faults: parsed.faults.map(inSpace) }
  const { parameters } = parsed.space
  const own = parsed.space.constraints.map((each) => ({
    ...each,
    pointer: `/space${each.pointer}`,
  }))
  const restrictions = [
    parseConstraints(body.constraints, parameters, '/constraints'),
    parseConstraints(constraints, parameters, '/space/constraints'),
    parseForbidden(body.forbidden, parameters, '/forbidden'),
    parseForbidden(forbidden, parameters, '/space/forbidden'),
  ]
  return {
    space: {
      ...parsed.space,
      constraints: [...own, ...restrictions.flatMap((each) => each.constraints)],
    },
    faults: restrictions.flatMap((each) => each.faults),
  }
}

/** Converts the pointer of a fault from the space to the body. */
export function inSpace({ pointer, detail }: Fault): Fault {
  return { pointer: `/space${pointer}`, detail }
}

/** Separates the template of the trials from its restrictions. */
export function splitSpace(space: unknown): SpaceBody & { template: unknown } {
  if (!isObject(space)) return { template: space }
  const { constraints, forbidden, ...template } = space
  return { template, constraints, forbidden }
}

/** Returns the first constraint that params violate; null if there is none. */
export function violated(space: SearchSpace, params: Params): Constraint | null {
  return space.constraints.find((constraint) => !constraint.holds(params)) ?? null
}

/** Describes a violation, for messages. */
export function describeViolation({ clause, pointer }: Constraint): string {
  return `violates ${clause} (${pointer})`
}
