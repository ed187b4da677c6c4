/** Summarises a space for the choice of a sampler. */
import { gridSize } from '../grid/grid.ts'
import { stepCount } from './domain.ts'
import type { Parameter, SearchSpace } from './space.ts'

export interface SpaceProfile {
  free: number // parameters with more than one value
  categorical: number // free choices with options that are not numbers
  conditional: number // free parameters that some trials do not have
  cells: number | null // number of configurations; null: infinite or very large
}

const many = 10_000

export function profileSpace(space: SearchSpace): SpaceProfile {
  const known = profiles.get(space)
  if (known !== undefined) return known
  const free = space.parameters.filter(isFree)
  const profile = {
    free: free.length,
    categorical: free.filter(isCategorical).length,
    conditional: free.filter(({ conditions }) => conditions.length > 0).length,
    cells: countCells(space),
  }
  profiles.set(space, profile)
  return profile
}

const profiles = new WeakMap<SearchSpace, SpaceProfile>()

/** Whether a domain has more than one value. */
export function isFree({ domain }: Parameter): boolean {
  if (domain.type === 'choice') return domain.options.length > 1
  const { low, high, step } = domain
  return step === null ? low < high : stepCount({ low, high, step }) > 1
}

/** Options 0, 1, 2 … stand for objects and arrays, so their order has no meaning. */
function isCategorical({ domain }: Parameter): boolean {
  if (domain.type !== 'choice') return false
  const isIndices = domain.options.every((option, index) => option === index)
  return isIndices || !domain.options.every((option) => typeof option === 'number')
}

/** Counts configurations; a grid of `points` does not count, because it leaves out values. */
function countCells(space: SearchSpace): number | null {
  const isWhole = space.parameters.every(
    ({ domain }) => domain.type === 'choice' || domain.points === null,
  )
  // apply constraints only if there are few cells to count
  const whole = isWhole ? gridSize({ ...space, constraints: [] }) : null
  if (!whole?.ok || whole.size > many) return null
  const grid = gridSize(space)
  return grid.ok ? Number(grid.size) : null
}
