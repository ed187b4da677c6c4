import { cellAt, gridSize } from '../grid/grid.ts'
import type { Rng } from '../rng.ts'
import type { Params } from '../space/params.ts'
import type { SearchSpace } from '../space/space.ts'

const maxCells = 2n ** 53n
const tries = 20

/** Draws a random feasible cell of the space's grid by its number, so it works even if few cells are feasible. */
export function drawnCell(
  space: SearchSpace,
  { rng, isFeasible }: { rng: Rng; isFeasible(params: Params): boolean },
): Params | null {
  const grid = gridSize(space)
  if (!grid.ok || grid.size === 0n || grid.size > maxCells) return null
  for (let draw = 0; draw < tries; draw++) {
    const params = cellAt(space, rng.int(Number(grid.size)))
    if (isFeasible(params)) return params
  }
  return null
}
