/**
 * Fits the hyper-parameters of a Gaussian process: maximises the marginal likelihood times a prior by
 * bounded L-BFGS over logarithms, with analytic gradients.
 *
 * @see Rasmussen and Williams 2006, eqs. 5.8 and 5.9 (likelihood, gradient); Optuna 5.0 `_gp/prior.py` (log prior
 *   of a weight w = 1/ℓ²: −0.1 (w + 1/w); scale ~ Gamma(2, 1), noise ~ Gamma(1.1, 30))
 */
import { cholesky, inverse, logDeterminant, solveLower, solveUpper } from '../math/cholesky.ts'
import { minimizeInBox } from '../math/lbfgs.ts'
import { type Hyperparameters, type Points, pairDifferences } from './kernel.ts'

const maxLength = 50
const scaleBounds = [0.05, 20] as const
const leastNoise = 1e-6
const weightPrior = 0.1

export interface FitLimits {
  maxIterations: number
  leastLength: number
  maxNoise: number // upper limit of the noise variance
}

/**
 * @param values  standardised, [points.size]
 * @param first   start of the search; null: lengths and scale 1, noise 0.001
 */
export function fitHyperparameters(
  points: Points,
  values: Float64Array,
  { maxIterations, leastLength, maxNoise }: FitLimits,
  first: Hyperparameters | null = null,
): Hyperparameters {
  const axes = points.isCategory.length
  const objective = negativeLogPosterior(points, values)
  const bounds = [
    ...Array.from({ length: axes }, () => [leastLength, maxLength] as const),
    scaleBounds,
    [leastNoise, maxNoise],
  ]
  const low = Float64Array.from(bounds, ([lowest]) => Math.log(lowest))
  const high = Float64Array.from(bounds, ([, highest]) => Math.log(highest))
  const { lengthScales = new Float64Array(axes).fill(1), scale = 1, noise = 1e-3 } = first ?? {}
  const start = Float64Array.of(...lengthScales, scale, noise).map(Math.log)
  const { x } = minimizeInBox(objective, start, { low, high, maxIterations, tolerance: 0.01 })
  return {
    lengthScales: x.slice(0, axes).map(Math.exp),
    scale: Math.exp(x[axes] as number),
    noise: Math.exp(x[axes + 1] as number),
  }
}

/** A function of the logarithms of length scales, scale and noise, in that order; infinite where K is singular. */
export function negativeLogPosterior(points: Points, values: Float64Array) {
  const { size, isCategory } = points
  const axes = isCategory.length
  const differences = pairDifferences(points)
  const pairs = (size * (size - 1)) / 2
  const matrix = new Float64Array(size * size)
  const slopes = new Float64Array(pairs)

  return (x: Float64Array, gradient: Float64Array): number => {
    const weights = x.subarray(0, axes).map((logLength) => Math.exp(-2 * logLength))
    const scale = Math.exp(x[axes] as number)
    const noise = Math.exp(x[axes + 1] as number)
    const squared = new Float64Array(pairs)
    for (let axis = 0; axis < axes; axis++) {
      const squares = differences[axis] as Float64Array
      const weight = weights[axis] as number
      for (let pair = 0; pair < pairs; pair++) {
        squared[pair] = (squared[pair] as number) + weight * (squares[pair] as number)
      }
    }
    for (let row = 0, pair = 0; row < size; row++) {
      for (let column = 0; column < row; column++, pair++) {
        const r = Math.sqrt(5 * (squared[pair] as number))
        const decay = scale * Math.exp(-r)
        matrix[row * size + column] = decay * (1 + r + (r * r) / 3)
        slopes[pair] = (-5 / 6) * decay * (1 + r)
      }
      matrix[row * size + row] = scale + noise
    }
    const factor = cholesky(matrix, size)
    if (factor === null) return Number.POSITIVE_INFINITY
    const alpha = values.slice()
    solveLower(factor, alpha)
    const fit = alpha.reduce((sum, entry) => sum + entry * entry, 0)
    solveUpper(factor, alpha)
    const inverted = inverse(factor)

    // ∂/∂θ = ½ tr((K⁻¹ − α αᵀ) ∂K/∂θ); `pull` holds that matrix times ∂K/∂(squared distance), pairwise
    const pull = new Float64Array(pairs)
    let byScale = 0
    let byNoise = 0
    for (let row = 0, pair = 0; row < size; row++) {
      const a = alpha[row] as number
      for (let column = 0; column < row; column++, pair++) {
        const at = row * size + column
        const w = (inverted[at] as number) - a * (alpha[column] as number)
        pull[pair] = w * (slopes[pair] as number)
        byScale += w * (matrix[at] as number)
      }
      const w = (inverted[row * size + row] as number) - a * a
      byNoise += 0.5 * w * noise
      byScale += 0.5 * w * scale
    }
    let value = 0.5 * (fit + logDeterminant(factor) + size * Math.log(2 * Math.PI))
    for (let axis = 0; axis < axes; axis++) {
      const squares = differences[axis] as Float64Array
      let sum = 0
      for (let pair = 0; pair < pairs; pair++) {
        sum += (pull[pair] as number) * (squares[pair] as number)
      }
      const weight = weights[axis] as number
      value += weightPrior * (weight + 1 / weight)
      gradient[axis] = -2 * weight * sum + 2 * weightPrior * (1 / weight - weight)
    }
    // Gamma(a, b): −log density is b x − (a − 1) log x
    value += scale - Math.log(scale) + 30 * noise - 0.1 * Math.log(noise)
    gradient[axes] = byScale + scale - 1
    gradient[axes + 1] = byNoise + 30 * noise - 0.1
    return value
  }
}
