/** Evaluates constraints on a path through a grid's decisions, as soon as all their parameters are decided. */

import type { ParamValue } from '../space/params.ts'
import type { Constraint } from '../space/space.ts'
import type { Decision, Next } from './decisions.ts'
import type { GridValues } from './values.ts'

/** Parameter name → index of its value. */
export type Decided = Map<string, number>

/** A place on a path: the next decision, and the earlier ones. */
export interface Place {
  decision: Next
  decided: Decided
}

export interface Judge {
  parameters: ReadonlySet<string> // the parameters of all constraints
  /** Returns the parameters already decided that an open constraint depends on. */
  awaited(place: Place): ReadonlySet<string>
  /** Whether a constraint becomes decided between two neighbouring places and is violated. */
  refuses(before: Place, after: Place): boolean
}

/** @param decisions  by ascending id: successors come before their predecessors */
export function createJudge(
  constraints: readonly Constraint[],
  decisions: readonly Decision[],
): Judge {
  const parameters = new Set(constraints.flatMap((constraint) => [...constraint.parameters]))
  const values = new Map<string, GridValues>(decisions.map((each) => [each.name, each.values]))
  const ahead = new Map<Next, ReadonlySet<string>>([[null, new Set()]])
  for (const decision of parameters.size > 0 ? decisions : []) {
    const names = new Set(parameters.has(decision.name) ? [decision.name] : [])
    for (const next of decision.nexts) for (const name of ahead.get(next) ?? []) names.add(name)
    ahead.set(decision, names)
  }

  /** Whether a parameter of the constraint is still to be decided. */
  const isOpen = (constraint: Constraint, { decision, decided }: Place): boolean => {
    const names = ahead.get(decision)
    for (const name of constraint.parameters) {
      if (names?.has(name) && !decided.has(name)) return true
    }
    return false
  }

  const holds = (constraint: Constraint, decided: Decided): boolean => {
    const params: Record<string, ParamValue> = {}
    for (const name of constraint.parameters) {
      const index = decided.get(name)
      if (index !== undefined) params[name] = values.get(name)?.at(index) ?? null
    }
    return constraint.holds(params)
  }

  return {
    parameters,
    awaited(place) {
      const names = new Set<string>()
      for (const constraint of constraints) {
        if (!isOpen(constraint, place)) continue
        for (const name of constraint.parameters) if (place.decided.has(name)) names.add(name)
      }
      return names
    },
    refuses: (before, after) =>
      constraints.some(
        (constraint) =>
          isOpen(constraint, before) &&
          !isOpen(constraint, after) &&
          !holds(constraint, after.decided),
      ),
  }
}
