/** What kind of space it is, as far as the choice of a sampler depends on it. */
import { gridSize } from '../grid/grid.ts'
import { stepCount } from './domain.ts'
import type { Parameter, SearchSpace } from './space.ts'

export interface SpaceProfile {
  free: number // parameters with more than one value
  categorical: number // of them, choices whose options are no numbers
  conditional: number // of them, those that not every trial has
  cells: number | null // configurations that there are; null: no finite number, or a great many
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

/** Has it more than one value? */
export function isFree({ domain }: Parameter): boolean {
  if (domain.type === 'choice') return domain.options.length > 1
  const { low, high, step } = domain
  return step === null ? low < high : stepCount({ low, high, step }) > 1
}

/** Options 0, 1, 2 … stand for objects and arrays: their order says nothing. */
function isCategorical({ domain }: Parameter): boolean {
  if (domain.type !== 'choice') return false
  const isIndices = domain.options.every((option, index) => option === index)
  return isIndices || !domain.options.every((option) => typeof option === 'number')
}

/** A grid of `points` leaves values out: it is not the space. */
function countCells(space: SearchSpace): number | null {
  const isWhole = space.parameters.every(
    ({ domain }) => domain.type === 'choice' || domain.points === null,
  )
  // constraints are looked at only where there is little to count
  const whole = isWhole ? gridSize({ ...space, constraints: [] }) : null
  if (!whole?.ok || whole.size > many) return null
  const grid = gridSize(space)
  return grid.ok ? Number(grid.size) : null
}
