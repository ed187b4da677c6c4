/** A Gaussian process over trials, its hyper-parameters fitted to them. */
import type { Axis } from './axes.ts'
import { type FitLimits, fitHyperparameters } from './fit.ts'
import type { Hyperparameters, Points } from './kernel.ts'
import { condition, type Process } from './process.ts'

// hyper-parameters are fitted to a few observations, then, from there, to more: an iteration costs their cube
const fitStages = [
  { observations: 40, maxIterations: 50 },
  { observations: 100, maxIterations: 15 },
] as const

const longestInDoubt = 0.5

export interface SurrogateOptions extends Omit<FitLimits, 'maxIterations'> {
  room: number // how many fantasies may be added
  doubts?: boolean // that the function is as smooth elsewhere as where it was looked at
}

/**
 * @param locations  coordinates of each observation, the most telling ones first
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
  if (found === null) throw new Error('There is a stage at least')
  const lengthScales = doubts
    ? found.lengthScales.map((length) => Math.min(longestInDoubt, length / 2))
    : found.lengthScales
  return condition(stackPoints(axes, locations), targets, { ...found, lengthScales }, room)
}

/** At most `most` observations, evenly over the order, so that good and bad ones are among them. */
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
