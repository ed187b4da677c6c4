/** Acquisition functions: the logarithm of the expected improvement of a trial at a point. */
import {
  logImprovement,
  logImprovementSlope,
  logNormalCdf,
  millsRatio,
  normalCdf,
} from '../math/normal.ts'
import { type Process, predict, predictWithSlopes, type Slopes } from './process.ts'

/** Larger is better. Takes coordinates in which inactive axes are masked. */
export interface Acquisition {
  at(x: Float64Array): number
  withSlopes(x: Float64Array, slopes: Float64Array): number // writes the derivatives to `slopes`
}

/**
 * log E[max(0, best − f(x))] of a function that is minimised.
 *
 * @see Ament et al. 2023, "Unexpected improvements to expected improvement", NeurIPS, eq. 8
 */
export function logExpectedImprovement(process: Process, best: number): Acquisition {
  const inner = slopesFor(process)
  return {
    at(x) {
      const { mean, variance } = predict(process, x)
      const sigma = Math.sqrt(variance)
      return Math.log(sigma) + logImprovement((best - mean) / sigma)
    },
    withSlopes(x, slopes) {
      const { mean, variance } = predictWithSlopes(process, x, inner)
      const sigma = Math.sqrt(variance)
      const z = (best - mean) / sigma
      const slope = logImprovementSlope(z)
      for (let axis = 0; axis < slopes.length; axis++) {
        const bySigma = (inner.variance[axis] as number) / (2 * sigma)
        const byZ = (-(inner.mean[axis] as number) - z * bySigma) / sigma
        slopes[axis] = bySigma / sigma + slope * byZ
      }
      return Math.log(sigma) + logImprovement(z)
    },
  }
}

/** log of the probability that an observation, noise included, is not above a threshold. */
export function logProbabilityBelow(process: Process, threshold: number): Acquisition {
  const inner = slopesFor(process)
  const { noise } = process.hyperparameters
  return {
    at(x) {
      const { mean, variance } = predict(process, x)
      return logNormalCdf((threshold - mean) / Math.sqrt(variance + noise))
    },
    withSlopes(x, slopes) {
      const { mean, variance } = predictWithSlopes(process, x, inner)
      const sigma = Math.sqrt(variance + noise)
      const z = (threshold - mean) / sigma
      const slope =
        z < 0 ? 1 / millsRatio(z) : Math.exp(-0.5 * z * z) / (Math.sqrt(2 * Math.PI) * normalCdf(z))
      for (let axis = 0; axis < slopes.length; axis++) {
        const bySigma = (inner.variance[axis] as number) / (2 * sigma)
        slopes[axis] = (slope * (-(inner.mean[axis] as number) - z * bySigma)) / sigma
      }
      return logNormalCdf(z)
    },
  }
}

/** The logarithm of a product. */
export function multiply(factors: readonly Acquisition[]): Acquisition {
  const [only] = factors
  if (factors.length === 1 && only !== undefined) return only
  return {
    at: (x) => factors.reduce((sum, factor) => sum + factor.at(x), 0),
    withSlopes(x, slopes) {
      const own = new Float64Array(slopes.length)
      slopes.fill(0)
      return factors.reduce((sum, factor) => {
        const value = factor.withSlopes(x, own)
        for (let axis = 0; axis < slopes.length; axis++) {
          slopes[axis] = (slopes[axis] as number) + (own[axis] as number)
        }
        return sum + value
      }, 0)
    },
  }
}

/** The logarithm of a power. */
export function raise({ at, withSlopes }: Acquisition, exponent: number): Acquisition {
  return {
    at: (x) => exponent * at(x),
    withSlopes(x, slopes) {
      const value = withSlopes(x, slopes)
      for (let axis = 0; axis < slopes.length; axis++) {
        slopes[axis] = exponent * (slopes[axis] as number)
      }
      return exponent * value
    },
  }
}

function slopesFor({ points }: Process): Slopes {
  const axes = points.isCategory.length
  return { mean: new Float64Array(axes), variance: new Float64Array(axes) }
}
