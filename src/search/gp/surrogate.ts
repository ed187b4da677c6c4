/** Builds a Gaussian process over trials, with hyper-parameters fitted to them. */
import type { Axis } from './axes.ts'
import { type FitLimits, fitHyperparameters } from './fit.ts'
import type { Hyperparameters, Points } from './kernel.ts'
import { condition, type Process } from './process.ts'

// hyper-parameters are fitted to a few observations first, then to more: an iteration costs their cube
const fitStages = [
  { observations: 40, maxIterations: 50 },
  { observations: 100, maxIterations: 15 },
] as const

const longestInDoubt = 0.5

export interface SurrogateOptions extends Omit<FitLimits, 'maxIterations'> {
  room: number // maximum number of fantasies to add
  doubts?: boolean // true: do not assume that the function is as smooth elsewhere as at the observations
}

/**
 * @param locations  coordinates of each observation, most informative first
 * @param values     standardised
 */
export function surrogateFor(
  axes: readonly Axis[],
  locations: readonly Float64Array[],
  values: readonly number[],
  { room, leastLength, maxNoise, doubts = false }: SurrogateOptions,
): Process {
  const targets = Float64Array.from(values)
  let found: Hyperparameters | null = null
  for (const [stage, { observations, maxIterations }] of fitStages.entries()) {
    const before = fitStages[stage - 1]
    if (before !== undefined && locations.length <= before.observations) break
    const limits = { maxIterations, leastLength, maxNoise }
    const { points, values: some } = spreadOver(axes, locations, targets, observations)
    found = fitHyperparameters(points, some, limits, found)
  }
  if (found === null) throw new Error('No stage was fitted')
  const lengthScales = doubts
    ? found.lengthScales.map((length) => Math.min(longestInDoubt, length / 2))
    : found.lengthScales
  return condition(stackPoints(axes, locations), targets, { ...found, lengthScales }, room)
}

/** Picks at most `most` observations evenly over the order, so that good and bad ones are included. */
function spreadOver(
  axes: readonly Axis[],
  locations: readonly Float64Array[],
  targets: Float64Array,
  most: number,
): { points: Points; values: Float64Array } {
  const count = Math.min(most, locations.length)
  const rows = Array.from({ length: count }, (_, index) =>
    Math.floor((index * locations.length) / count),
  )
  const some = rows.map((row) => locations[row] as Float64Array)
  return {
    points: stackPoints(axes, some),
    values: Float64Array.from(rows, (row) => targets[row] as number),
  }
}

function stackPoints(axes: readonly Axis[], locations: readonly Float64Array[]): Points {
  const coordinates = new Float64Array(locations.length * axes.length)
  for (const [row, location] of locations.entries()) coordinates.set(location, row * axes.length)
  return {
    size: locations.length,
    isCategory: axes.map(({ isCategory }) => isCategory),
    coordinates,
  }
}
