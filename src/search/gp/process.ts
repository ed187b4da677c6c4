/**
 * A Gaussian process conditioned on observations.
 *
 * @see Rasmussen and Williams 2006, alg. 2.1
 */
import { appendRow, cholesky, dot, type Factor, solveLower, solveUpper } from '../math/cholesky.ts'
import {
  type Hyperparameters,
  matern52,
  matern52Slope,
  type Points,
  squaredDistance,
} from './kernel.ts'

export interface Process {
  points: Points // including the fantasies
  hyperparameters: Hyperparameters
  weights: Float64Array // 1 / ℓᵢ²
  factor: Factor // of K + noise
  values: Float64Array // [points.size + room for more]
  alpha: Float64Array // (K + noise)⁻¹ values
}

export interface Prediction {
  mean: number
  variance: number // of the function, without noise; > 0
}

const leastVariance = 1e-12

/** @param room  maximum number of fantasies to add */
export function condition(
  points: Points,
  values: Float64Array,
  hyperparameters: Hyperparameters,
  room: number,
): Process {
  const { size, isCategory, coordinates } = points
  const axes = isCategory.length
  const { lengthScales, scale } = hyperparameters
  const weights = lengthScales.map((length) => 1 / (length * length))
  const stride = size + room
  const matrix = new Float64Array(stride * stride)
  for (let row = 0; row < size; row++) {
    const x = coordinates.subarray(row * axes, (row + 1) * axes)
    for (let column = 0; column < row; column++) {
      matrix[row * stride + column] = scale * matern52(squaredDistance(points, column, x, weights))
    }
  }
  // equal points with almost no noise make the matrix singular: raise the noise until it is not
  for (let noise = hyperparameters.noise; ; noise *= 10) {
    for (let row = 0; row < size; row++) matrix[row * stride + row] = scale + noise
    const factor = cholesky(matrix, size, stride)
    if (factor === null) continue
    const roomy = new Float64Array(stride * axes)
    roomy.set(coordinates.subarray(0, size * axes))
    const kept = new Float64Array(stride)
    kept.set(values.subarray(0, size))
    const process: Process = {
      points: { size, isCategory, coordinates: roomy },
      hyperparameters: { lengthScales, scale, noise },
      weights,
      factor,
      values: kept,
      alpha: new Float64Array(0),
    }
    solve(process)
    return process
  }
}

function solve(process: Process): void {
  const alpha = process.values.slice(0, process.points.size)
  solveLower(process.factor, alpha)
  solveUpper(process.factor, alpha)
  process.alpha = alpha
}

/**
 * Assumes that a running trial will give its expected value: the mean stays, and the deviation around
 * it shrinks. Modifies the process in place.
 *
 * @see Ginsbourger et al. 2010, "Kriging is well-suited to parallelize optimization" (kriging believer)
 */
export function believe(process: Process, x: Float64Array): void {
  const { points, factor, hyperparameters, values } = process
  const covariances = covariancesWith(process, x)
  const mean = dot(covariances, 0, process.alpha, 0, points.size)
  if (!appendRow(factor, covariances, hyperparameters.scale + hyperparameters.noise)) return
  points.coordinates.set(x, points.size * points.isCategory.length)
  values[points.size] = mean
  points.size += 1
  solve(process)
}

function covariancesWith({ points, weights, hyperparameters }: Process, x: Float64Array) {
  const covariances = new Float64Array(points.size)
  for (let row = 0; row < points.size; row++) {
    covariances[row] = hyperparameters.scale * matern52(squaredDistance(points, row, x, weights))
  }
  return covariances
}

export function predict(process: Process, x: Float64Array): Prediction {
  const { points, factor, alpha, hyperparameters } = process
  const covariances = covariancesWith(process, x)
  const mean = dot(covariances, 0, alpha, 0, points.size)
  solveLower(factor, covariances)
  const explained = dot(covariances, 0, covariances, 0, points.size)
  return { mean, variance: Math.max(leastVariance, hyperparameters.scale - explained) }
}

export interface Slopes {
  mean: Float64Array // [axes]; 0 for categories
  variance: Float64Array
}

/** Returns the prediction and writes its derivatives by the coordinates to `slopes`. */
export function predictWithSlopes(process: Process, x: Float64Array, slopes: Slopes): Prediction {
  const { points, factor, alpha, weights, hyperparameters } = process
  const { size, isCategory, coordinates } = points
  const axes = isCategory.length
  const covariances = new Float64Array(size)
  const radial = new Float64Array(size)
  for (let row = 0; row < size; row++) {
    const squared = squaredDistance(points, row, x, weights)
    covariances[row] = hyperparameters.scale * matern52(squared)
    radial[row] = hyperparameters.scale * matern52Slope(squared)
  }
  const mean = dot(covariances, 0, alpha, 0, size)
  const solved = covariances // K⁻¹ k, after both solves
  solveLower(factor, solved)
  const explained = dot(solved, 0, solved, 0, size)
  solveUpper(factor, solved)
  slopes.mean.fill(0)
  slopes.variance.fill(0)
  for (let row = 0; row < size; row++) {
    const byMean = (radial[row] as number) * (alpha[row] as number)
    const byVariance = -2 * (radial[row] as number) * (solved[row] as number)
    for (let axis = 0; axis < axes; axis++) {
      if (isCategory[axis]) continue
      const difference = (x[axis] as number) - (coordinates[row * axes + axis] as number)
      const bySquared = 2 * difference * (weights[axis] as number)
      slopes.mean[axis] = (slopes.mean[axis] as number) + byMean * bySquared
      slopes.variance[axis] = (slopes.variance[axis] as number) + byVariance * bySquared
    }
  }
  return { mean, variance: Math.max(leastVariance, hyperparameters.scale - explained) }
}
