/** How much of a space its constraints leave, and whether they leave anything. */
import type { Fault } from '../../errors.ts'
import { gridSize } from '../grid.ts'
import { rngFor } from '../rng.ts'
import type { SearchSpace } from '../space/space.ts'
import { drawn, repairedDraw } from './repair.ts'

const shareDraws = 2_000
const proofDraws = 5_000
const repairSteps = 1_000

export interface Feasibility {
  draws: number // of a random search
  feasible: number // of them
  share: number // estimate: feasible / draws
  clauses: { pointer: string; clause: string; share: number }[] // each by itself
}

/** Null without constraints. Seeded: the same space gives the same numbers. */
export function estimateFeasibility(space: SearchSpace): Feasibility | null {
  const { constraints } = space
  if (constraints.length === 0) return null
  const held = constraints.map(() => 0)
  let feasible = 0
  for (let draw = 0; draw < shareDraws; draw++) {
    const params = drawn(space, rngFor(0, draw))
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
 * Points are drawn, and repaired where none of them is feasible; where that finds nothing, a finite space is counted,
 * which is exact. The fault points at the first constraint that leaves nothing of what those before it left.
 */
export function unsatisfiable(space: SearchSpace): Fault[] {
  const { constraints } = space
  if (constraints.length === 0 || whyEmpty(space) === null) return []
  for (const [index, { pointer, clause }] of constraints.entries()) {
    const empty = whyEmpty({ ...space, constraints: constraints.slice(0, index + 1) })
    if (empty === null) continue
    const others = index === 0 ? '' : ' together with the constraints before it'
    const verdict = empty.isProven ? 'no trial can satisfy' : 'no trial was found that satisfies'
    return [{ pointer, detail: `${verdict} ${clause}${others}: ${empty.evidence}` }]
  }
  return []
}

/** Null when there is something feasible. */
function whyEmpty(space: SearchSpace): { isProven: boolean; evidence: string } | null {
  for (let draw = 0; draw < proofDraws; draw++) {
    const params = drawn(space, rngFor(0, draw))
    if (space.constraints.every(({ holds }) => holds(params))) return null
  }
  const repair = { rng: rngFor(0, proofDraws), steps: repairSteps, isFeasible: () => true }
  if (repairedDraw(space, repair) !== null) return null
  const isListed = space.parameters.every(
    ({ domain }) => domain.type === 'choice' || !domain.points,
  )
  const grid = isListed ? gridSize(space) : null
  if (grid?.ok && grid.size > 0n) return null
  if (grid?.ok) return { isProven: true, evidence: 'all combinations were counted' }
  const evidence = `0 of ${proofDraws} random samples are feasible, nor is one after ${repairSteps} repairs`
  return { isProven: false, evidence }
}
