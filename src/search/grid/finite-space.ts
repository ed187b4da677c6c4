/**
 * Numbers the configurations of a finite space, so that a search with any sampler ends when all were tried. A space
 * without a free parameter is excluded: there the same training is repeated for the whole budget.
 */

import type { Rng } from '../rng.ts'
import type { Params } from '../space/params.ts'
import type { SearchSpace } from '../space/space.ts'
import { isFree } from '../space/space-profile.ts'
import type { Trial } from '../trial.ts'
import { cellAt, findCell, gridSize } from './grid.ts'

/** Maximum number of configurations, before constraints; in a larger space duplicates are rare. */
const mostCells = 10_000

export interface FiniteSpace {
  cells: number // number of cells before constraints
  findCell(params: Params): number | null // null: not a configuration of this space
  paramsAt(cell: number): Params
}

/** Returns null for a space that is continuous, larger than `mostCells`, or without a free parameter. */
export function findFiniteSpace(space: SearchSpace): FiniteSpace | null {
  const known = finiteSpaces.get(space)
  if (known !== undefined) return known
  const finite = count(space)
  finiteSpaces.set(space, finite)
  return finite
}

const finiteSpaces = new WeakMap<SearchSpace, FiniteSpace | null>() // a cache

function count(given: SearchSpace): FiniteSpace | null {
  const { parameters } = given
  const isWhole = parameters.every(({ domain }) => domain.type === 'choice' || !domain.points)
  if (!isWhole || !parameters.some(isFree)) return null
  const space = { ...given, constraints: [] }
  const grid = gridSize(space)
  if (!grid.ok || grid.size > mostCells) return null
  const cells = new WeakMap<Params, number | null>() // a study's trials keep their params
  return {
    cells: Number(grid.size),
    findCell(params) {
      const known = cells.get(params)
      if (known !== undefined) return known
      const index = findCell(space, params)
      const cell = index === null ? null : Number(index)
      cells.set(params, cell)
      return cell
    },
    paramsAt: (cell) => cellAt(space, cell),
  }
}

/** Returns the cells of a study's trials in any state; trials imported from another study (below 0) do not count. */
export function triedCells({ findCell }: FiniteSpace, history: readonly Trial[]): Set<number> {
  const tried = new Set<number>()
  for (const { number, params } of history) {
    const cell = number < 0 ? null : findCell(params)
    if (cell !== null) tried.add(cell)
  }
  return tried
}

/** Returns the next untried feasible cell after a random one; null when all have been tried. */
export function untriedParams(
  { cells, paramsAt }: FiniteSpace,
  tried: ReadonlySet<number>,
  { rng, isFeasible }: { rng: Rng; isFeasible(params: Params): boolean },
): Params | null {
  const first = rng.int(cells)
  for (let offset = 0; offset < cells; offset++) {
    const cell = (first + offset) % cells
    if (tried.has(cell)) continue
    const params = paramsAt(cell)
    if (isFeasible(params)) return params
  }
  return null
}
