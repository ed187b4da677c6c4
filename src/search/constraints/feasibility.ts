/** Estimates the feasible share of a space, and detects constraints that no trial can satisfy. */
import { z } from 'zod'
import type { Fault } from '../../errors.ts'
import { gridSize } from '../grid/grid.ts'
import { rngFor } from '../rng.ts'
import type { Constraint, SearchSpace } from '../space/space.ts'
import { drawByWalkSat, drawOnce } from './walksat.ts'

const shareDraws = 2_000
const proofDraws = 5_000
const repairSteps = 1_000

export const Feasibility = z.strictObject({
  draws: z.int().describe('number of random trials'),
  feasible: z.int().describe('number of them that satisfy all constraints'),
  share: z.number().describe('feasible / draws'),
  clauses: z
    .array(z.strictObject({ pointer: z.string(), clause: z.string(), share: z.number() }))
    .describe('the share of each constraint alone'),
})
export type Feasibility = z.infer<typeof Feasibility>

/** Returns null without constraints. Seeded: the same space gives the same numbers. */
export function estimateFeasibility(space: SearchSpace): Feasibility | null {
  const { constraints } = space
  if (constraints.length === 0) return null
  const held = constraints.map(() => 0)
  let feasible = 0
  for (let draw = 0; draw < shareDraws; draw++) {
    const params = drawOnce(space, rngFor(0, draw))
    const holds = constraints.map((constraint) => constraint.holds(params))
    if (!holds.includes(false)) feasible += 1
    for (const [index, isHeld] of holds.entries()) held[index] = (held[index] ?? 0) + Number(isHeld)
  }
  return {
    draws: shareDraws,
    feasible,
    share: feasible / shareDraws,
    clauses: constraints.map(({ pointer, clause }, index) => ({
      pointer,
      clause,
      share: (held[index] ?? 0) / shareDraws,
    })),
  }
}

/**
 * Reports a fault when no feasible trial is found. It draws random points, then repairs them if none is feasible. If
 * that fails too, it counts a finite space, which is exact. The fault points at the first constraint that cannot be
 * satisfied together with those before it.
 */
export function unsatisfiable(space: SearchSpace): Fault[] {
  const { constraints } = space
  // leading constraints that a draw satisfies together: the one to blame comes after them
  const reached = longestHeld(space)
  let empty = reached === constraints.length ? null : whyEmpty(space)
  if (empty === null) return []
  let [from, to] = [reached, constraints.length - 1]
  for (let middle = from; from < to; middle = Math.floor((from + to) / 2)) {
    const before = whyEmpty({ ...space, constraints: constraints.slice(0, middle + 1) })
    if (before === null) from = middle + 1
    else {
      to = middle
      empty = before
    }
  }
  const { pointer, clause } = constraints[to] as Constraint
  const others = to === 0 ? '' : ' together with the constraints before it'
  const verdict = empty.isProven ? 'no trial can satisfy' : 'found no trial that satisfies'
  return [{ pointer, detail: `${verdict} ${clause}${others}: ${empty.evidence}` }]
}

/** Returns the largest number of leading constraints that a single draw satisfies. */
function longestHeld(space: SearchSpace): number {
  const { constraints } = space
  let most = 0
  for (let draw = 0; draw < proofDraws && most < constraints.length; draw++) {
    const params = drawOnce(space, rngFor(0, draw))
    const broken = constraints.findIndex(({ holds }) => !holds(params))
    most = Math.max(most, broken === -1 ? constraints.length : broken)
  }
  return most
}

/** Explains why a space in which no draw is feasible is empty; returns null when a feasible point exists. */
function whyEmpty(space: SearchSpace): { isProven: boolean; evidence: string } | null {
  const repair = { rng: rngFor(0, proofDraws), steps: repairSteps, isFeasible: () => true }
  if (drawByWalkSat(space, repair) !== null) return null
  const isListed = space.parameters.every(
    ({ domain }) => domain.type === 'choice' || !domain.points,
  )
  const grid = isListed ? gridSize(space) : null
  if (grid?.ok && grid.size > 0n) return null
  if (grid?.ok) return { isProven: true, evidence: 'all combinations were counted' }
  const evidence = `none of ${proofDraws} random samples is feasible, even after ${repairSteps} repair steps`
  return { isProven: false, evidence }
}
