import type { Rng } from '../rng.ts'
import { assign } from '../space/assign.ts'
import { drawFrom } from '../space/domain.ts'
import type { Params } from '../space/params.ts'
import type { SearchSpace } from '../space/space.ts'

const proposals = 8 // values to try for the changed parameter
const noise = 0.3 // share of steps that take the first of these values, which avoids cycles
const restartEvery = 200

/**
 * Searches for a feasible point where random draws fail. Each step redraws one parameter of a violated constraint and
 * keeps the value that leaves the fewest constraints violated. Deterministic given `rng`; not uniform over the feasible
 * points.
 *
 * @returns null when `steps` steps found no feasible point, which does not prove that none exists
 * @see Selman, Kautz and Cohen 1994, "Noise strategies for improving local search", AAAI (WalkSAT)
 */
export function drawByWalkSat(
  space: SearchSpace,
  { rng, steps, isFeasible }: { rng: Rng; steps: number; isFeasible(params: Params): boolean },
): Params | null {
  let params = drawOnce(space, rng)
  for (let step = 1; step <= steps; step++) {
    const broken = space.constraints.filter(({ holds }) => !holds(params))
    if (broken.length === 0 && isFeasible(params)) return params
    const constraint = broken[rng.int(broken.length)]
    const names = [...(constraint?.parameters ?? [])].filter((name) => Object.hasOwn(params, name))
    const name = names[rng.int(names.length)]
    if (name === undefined || step % restartEvery === 0) {
      params = drawOnce(space, rng)
      continue
    }
    const count = rng.uniform() < noise ? 1 : proposals
    const changed = Array.from({ length: count }, () => redrawOne(space, params, name, rng))
    params = changed.reduce((best, other) =>
      violations(space, other) < violations(space, best) ? other : best,
    )
  }
  return null
}

export function drawOnce(space: SearchSpace, rng: Rng): Params {
  return assign(space, ({ domain }) => drawFrom(domain, rng))
}

/** Redraws one parameter, and the parameters that depend on it. */
function redrawOne(space: SearchSpace, params: Params, changed: string, rng: Rng): Params {
  return assign(space, ({ name, domain }) =>
    name !== changed && Object.hasOwn(params, name) ? params[name] : drawFrom(domain, rng),
  )
}

function violations({ constraints }: SearchSpace, params: Params): number {
  return constraints.reduce((count, { holds }) => count + (holds(params) ? 0 : 1), 0)
}
