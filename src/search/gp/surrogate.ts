/** A Gaussian process over trials, its hyper-parameters fitted to them. */
import type { Axis } from './axes.ts'
import { type FitLimits, fitHyperparameters } from './fit.ts'
import type { Hyperparameters, Points } from './kernel.ts'
import { condition, type Process } from './process.ts'

const maxFitted = 100 // observations that the hyper-parameters are fitted to
const maxIterations = 50

export interface SurrogateOptions extends Omit<FitLimits, 'maxIterations'> {
  room: number // how many fantasies may be added
}

/**
 * @param locations  coordinates of each observation, the most telling ones first
 * @param values     standardised
 */
export function surrogateFor(
  axes: readonly Axis[],
  locations: readonly Float64Array[],
  values: readonly number[],
  { room, leastLength, maxNoise }: SurrogateOptions,
): Process {
  const targets = Float64Array.from(values)
  const limits = { maxIterations, leastLength, maxNoise }
  const found = fitted(axes, locations, targets, limits)
  return condition(pointsOf(axes, locations), targets, found, room)
}

function fitted(
  axes: readonly Axis[],
  locations: readonly Float64Array[],
  targets: Float64Array,
  limits: FitLimits,
): Hyperparameters {
  const count = Math.min(maxFitted, locations.length)
  // evenly over the order, so that good and bad ones are among them
  const rows = Array.from({ length: count }, (_, index) =>
    Math.floor((index * locations.length) / count),
  )
  const points = pointsOf(
    axes,
    rows.map((row) => locations[row] as Float64Array),
  )
  const values = Float64Array.from(rows, (row) => targets[row] as number)
  return fitHyperparameters(points, values, limits)
}

function pointsOf(axes: readonly Axis[], locations: readonly Float64Array[]): Points {
  const coordinates = new Float64Array(locations.length * axes.length)
  for (const [row, location] of locations.entries()) coordinates.set(location, row * axes.length)
  return {
    size: locations.length,
    isCategory: axes.map(({ isCategory }) => isCategory),
    coordinates,
  }
}
