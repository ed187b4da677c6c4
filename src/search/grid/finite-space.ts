/**
 * Spaces that can be counted: their configurations have numbers, and a search ends when all were tried, whichever the
 * sampler. A space in which nothing is free is no search: the same training as often as the budget says.
 */

import type { Rng } from '../rng.ts'
import type { Params } from '../space/params.ts'
import type { SearchSpace } from '../space/space.ts'
import { isFree } from '../space/space-profile.ts'
import type { Trial } from '../trial.ts'
import { cellAt, findCell, gridSize } from './grid.ts'

/** Configurations, before constraints; in a larger space copies are rare, and all are never tried. */
const mostCells = 10_000

export interface FiniteSpace {
  cells: number // before constraints
  findCell(params: Params): number | null // null: no configuration of this space
  paramsAt(cell: number): Params
}

/** Null for a space that is not counted: continuous, larger than `mostCells`, or nothing in it is free. */
export function findFiniteSpace(space: SearchSpace): FiniteSpace | null {
  const known = finiteSpaces.get(space)
  if (known !== undefined) return known
  const finite = count(space)
  finiteSpaces.set(space, finite)
  return finite
}

const finiteSpaces = new WeakMap<SearchSpace, FiniteSpace | null>() // a memo

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

/** The cells of a study's trials, whatever became of them; those of another study, below 0, do not count. */
export function triedCells({ findCell }: FiniteSpace, history: readonly Trial[]): Set<number> {
  const tried = new Set<number>()
  for (const { number, params } of history) {
    const cell = number < 0 ? null : findCell(params)
    if (cell !== null) tried.add(cell)
  }
  return tried
}

/** The next feasible cell after a random one; null: all of them were tried. */
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
