/**
 * Learning-rate adaptation of CMA-ES for noisy and multimodal objectives: slows down the updates of the mean and of
 * the covariance until their signal-to-noise ratio reaches a target.
 *
 * @see Nomura, Akimoto and Ono 2023, "CMA-ES with learning rate adaptation", GECCO, alg. 2
 */
import { type Distribution, decomposed, squaredNorm } from './distribution.ts'

const alpha = 1.4
const gamma = 0.1
const betas = { mean: 0.1, covariance: 0.03 }

export interface LearningRates {
  mean: Averages
  covariance: Averages
}

interface Averages {
  eta: number // the learning rate, at most 1
  step: Float64Array // E: moving average of the steps, in the coordinates of the distribution
  square: number // V: moving average of their squared lengths
}

export function fullRates(n: number): LearningRates {
  return {
    mean: { eta: 1, step: new Float64Array(n), square: 0 },
    covariance: { eta: 1, step: new Float64Array(n * n), square: 0 },
  }
}

/** Applies the step from `before` to `after` at the adapted rates. */
export function adapted(
  before: Distribution,
  after: Distribution,
  rates: LearningRates,
): { state: Distribution; rates: LearningRates } {
  const n = before.constants.dimension
  const meanStep = after.mean.map((value, i) => value - (before.mean[i] as number))
  const sigmaBefore = before.covariance.map((value) => before.sigma ** 2 * value)
  const sigmaStep = after.covariance.map(
    (value, i) => after.sigma ** 2 * value - (sigmaBefore[i] as number),
  )
  const root = inverseRoot(before)
  const localMean = product(root, meanStep, n, 1)
  const localSigma = product(product(root, sigmaStep, n, n), root, n, n).map(
    (value) => value / Math.SQRT2,
  )
  const mean = nextAverages(rates.mean, localMean, betas.mean)
  const covariance = nextAverages(rates.covariance, localSigma, betas.covariance)
  const moved = decomposed({
    ...after,
    mean: before.mean.map((value, i) => value + mean.eta * (meanStep[i] as number)),
    sigma: 1,
    covariance: sigmaBefore.map((value, i) => value + covariance.eta * (sigmaStep[i] as number)),
  })
  const logs = moved.scales.reduce((sum, scale) => sum + Math.log(scale), 0)
  const sigma = Math.exp(logs / n)
  const state = {
    ...moved,
    sigma: (sigma * rates.mean.eta) / mean.eta,
    covariance: moved.covariance.map((value) => value / sigma ** 2),
    scales: moved.scales.map((scale) => scale / sigma),
  }
  return { state, rates: { mean, covariance } }
}

function nextAverages(before: Averages, local: Float64Array, beta: number): Averages {
  const step = before.step.map((value, i) => (1 - beta) * value + beta * (local[i] as number))
  const square = (1 - beta) * before.square + beta * squaredNorm(local)
  const signal = squaredNorm(step)
  const ratio = (signal - (beta / (2 - beta)) * square) / (square - signal)
  const relative = Math.min(1, Math.max(-1, ratio / alpha / before.eta - 1))
  const factor = Math.exp(Math.min(gamma * before.eta, beta) * relative)
  const eta = Number.isNaN(factor) ? before.eta : Math.min(1, before.eta * factor)
  return { eta, step, square }
}

/** Σ^(−1/2) = B D⁻¹ Bᵀ / σ. */
function inverseRoot({ basis, scales, sigma, constants }: Distribution): Float64Array {
  const n = constants.dimension
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n]
    let sum = 0
    for (let k = 0; k < n; k++) {
      sum += ((basis[i * n + k] as number) * (basis[j * n + k] as number)) / (scales[k] as number)
    }
    return sum / sigma
  })
}

/** [n, n] · [n, columns]. */
function product(a: Float64Array, b: Float64Array, n: number, columns: number): Float64Array {
  const c = new Float64Array(n * columns)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const scale = a[i * n + k] as number
      for (let j = 0; j < columns; j++) {
        c[i * columns + j] = (c[i * columns + j] as number) + scale * (b[k * columns + j] as number)
      }
    }
  }
  return c
}
