/**
 * The search distribution N(m, σ² C) of CMA-ES and its update by one generation. States are immutable:
 * an update returns a new one.
 *
 * @see Hansen 2016, "The CMA evolution strategy: a tutorial", arXiv:1604.00772, fig. 6
 */
import { symmetricEigen } from '../math/symmetric-eigen.ts'
import type { CmaConstants } from './constants.ts'

export interface Distribution {
  constants: CmaConstants
  generation: number
  mean: Float64Array // [n]
  sigma: number
  covariance: Float64Array // C [n, n], row-major
  pathSigma: Float64Array // [n]
  pathC: Float64Array // [n]
  basis: Float64Array // B [n, n]: eigenvectors of C in its columns
  scales: Float64Array // D [n]: square roots of its eigenvalues
}

export function isotropic(
  constants: CmaConstants,
  mean: Float64Array,
  sigma: number,
): Distribution {
  const n = constants.dimension
  const identity = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0))
  return {
    constants,
    generation: 0,
    mean,
    sigma,
    covariance: identity,
    pathSigma: new Float64Array(n),
    pathC: new Float64Array(n),
    basis: identity,
    scales: new Float64Array(n).fill(1),
  }
}

/** y = B D z: a step ~ N(0, C) from z ~ N(0, I). */
export function stepFrom({ basis, scales }: Distribution, z: Float64Array): Float64Array {
  return times(
    basis,
    z.map((value, i) => value * (scales[i] as number)),
  )
}

/** @param steps  y = (x − m) / σ of the generation's points, best first, [λ][n] */
export function updated(state: Distribution, steps: readonly Float64Array[]): Distribution {
  const { constants, basis, scales } = state
  const { dimension: n, parents, weights, muEff, c1, cMu, cC, cSigma, dSigma, chi } = constants
  const generation = state.generation + 1

  const mover = new Float64Array(n) // eq. 41
  for (let k = 0; k < parents; k++) add(mover, steps[k] as Float64Array, weights[k] as number)
  const mean = state.mean.map((value, i) => value + state.sigma * (mover[i] as number))

  const whitened = (y: Float64Array) => {
    const inner = transposedTimes(basis, y)
    return times(
      basis,
      inner.map((value, i) => value / (scales[i] as number)),
    )
  }
  const pathSigma = scaled(state.pathSigma, 1 - cSigma) // eq. 43
  add(pathSigma, whitened(mover), Math.sqrt(cSigma * (2 - cSigma) * muEff))
  const length = Math.sqrt(squaredNorm(pathSigma))
  const sigma = state.sigma * Math.exp((cSigma / dSigma) * (length / chi - 1)) // eq. 44

  const isShort =
    length / Math.sqrt(1 - (1 - cSigma) ** (2 * (generation + 1))) < (1.4 + 2 / (n + 1)) * chi
  const pathC = scaled(state.pathC, 1 - cC) // eq. 45
  if (isShort) add(pathC, mover, Math.sqrt(cC * (2 - cC) * muEff))

  const weightSum = weights.reduce((sum, weight) => sum + weight, 0)
  const kept = 1 + (isShort ? 0 : c1 * cC * (2 - cC)) - c1 - cMu * weightSum
  const covariance = scaled(state.covariance, kept) // eq. 47
  addOuter(covariance, pathC, c1)
  for (const [k, y] of steps.entries()) {
    const weight = weights[k] as number
    const share = weight >= 0 ? 1 : n / (squaredNorm(whitened(y)) + 1e-8) // eq. 46
    addOuter(covariance, y, cMu * weight * share)
  }
  return decomposed({ ...state, generation, mean, sigma, pathSigma, pathC, covariance })
}

/** Computes B and D from the covariance; rounding may have left a negative eigenvalue in it. */
export function decomposed(state: Distribution): Distribution {
  const { values, vectors } = symmetricEigen(state.covariance, state.constants.dimension)
  return {
    ...state,
    basis: vectors,
    scales: values.map((value) => Math.sqrt(value > 1e-20 ? value : 1e-8)),
  }
}

export function squaredNorm(x: Float64Array): number {
  let sum = 0
  for (const value of x) sum += value * value
  return sum
}

function times(matrix: Float64Array, x: Float64Array): Float64Array {
  const n = x.length
  const product = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let j = 0; j < n; j++) sum += (matrix[i * n + j] as number) * (x[j] as number)
    product[i] = sum
  }
  return product
}

function transposedTimes(matrix: Float64Array, x: Float64Array): Float64Array {
  const product = new Float64Array(x.length)
  for (const [i, value] of x.entries()) {
    add(product, matrix.subarray(i * x.length, (i + 1) * x.length), value)
  }
  return product
}

function scaled(x: Float64Array, factor: number): Float64Array {
  return x.map((value) => factor * value)
}

function add(to: Float64Array, x: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + factor * (x[i] as number)
}

function addOuter(to: Float64Array, x: Float64Array, factor: number): void {
  const n = x.length
  for (let i = 0; i < n; i++) {
    const scale = factor * (x[i] as number)
    for (let j = 0; j < n; j++) {
      to[i * n + j] = (to[i * n + j] as number) + scale * (x[j] as number)
    }
  }
}
