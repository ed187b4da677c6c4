/** How much of a space its constraints leave, and whether they leave anything. */
import type { Fault } from '../../errors.ts'
import { gridSize } from '../grid.ts'
import { rngFor } from '../rng.ts'
import type { Constraint, SearchSpace } from '../space/space.ts'
import { drawn, repairedDraw } from './repair.ts'

const shareDraws = 2_000
const proofDraws = 10_000
const repairSteps = 5_000

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
 * A finite space is counted, so the answer is exact; of another one points are drawn, and repaired where none of them
 * is feasible. The fault points at the first constraint that leaves nothing of what those before it left.
 */
export function unsatisfiable(space: SearchSpace): Fault[] {
  const { constraints } = space
  if (constraints.length === 0 || leavesSomething(space, shareDraws).isLeft) return []
  const upTo = (count: number) => ({ ...space, constraints: constraints.slice(0, count) })
  for (const [index, constraint] of constraints.entries()) {
    const { isLeft, evidence } = leavesSomething(upTo(index + 1), proofDraws)
    if (!isLeft) return [faultOf(constraint, index, evidence)]
  }
  return []
}

function leavesSomething(space: SearchSpace, draws: number): { isLeft: boolean; evidence: string } {
  for (let draw = 0; draw < draws; draw++) {
    const params = drawn(space, rngFor(0, draw))
    if (space.constraints.every(({ holds }) => holds(params))) return { isLeft: true, evidence: '' }
  }
  const grid = gridSize(space)
  if (
    grid.ok &&
    space.parameters.every(({ domain }) => domain.type === 'choice' || !domain.points)
  ) {
    return { isLeft: grid.size > 0n, evidence: 'all combinations were counted' }
  }
  const repaired = repairedDraw(space, {
    rng: rngFor(0, draws),
    steps: repairSteps,
    isFeasible: () => true,
  })
  const evidence = `0 of ${draws} random samples are feasible, and ${repairSteps} steps of repair found none`
  return { isLeft: repaired !== null, evidence }
}

function faultOf({ pointer, clause }: Constraint, index: number, evidence: string): Fault {
  const alone = `no trial can satisfy ${clause}`
  const together = index === 0 ? alone : `${alone} together with the constraints before it`
  return { pointer, detail: `${together}: ${evidence}` }
}
