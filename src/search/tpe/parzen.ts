/**
 * A multivariate Parzen estimator: a mixture of one product kernel for each observation and the prior, which is
 * uniform unless the user gave one. Densities are relative to the uniform density: 1 everywhere means no information.
 *
 * @see Falkner et al. 2018, "BOHB", ICML, §3.2 (one multivariate density instead of one per parameter);
 *      Watanabe 2023, arXiv:2304.11127, §3.3
 */
import { normalCdf } from '../math/normal.ts'
import type { Rng } from '../rng.ts'
import type { Axis, Prior } from './axes.ts'
import { bandwidths } from './bandwidth.ts'

export interface Parzen {
  size: number // number of kernels, including the prior, which is the last
  cumulative: Float64Array // [size], cumulative weights
  marginals: readonly Marginal[] // one per axis
  // the marginals, laid out for the inner loop of the density
  peaks: Float64Array // [size], log of weight × density at the kernel's own center
  numericAxes: readonly number[]
  centers: Float64Array // [size, numericAxes]
  precisions: Float64Array // [size, numericAxes], √½ / σ
  categoricalAxes: readonly number[]
}

/** All kernels in one axis. */
export type Marginal = Numeric | Categorical

interface Numeric {
  centers: Float64Array // [size]
  precisions: Float64Array // [size], 1/σ; 0: uniform
  logNorms: Float64Array // [size], −log of the kernel's mass on [0, 1]
}

interface Categorical {
  count: number
  observed: Int32Array // [size], −1: uniform
  shares: Float64Array | null // shares of the prior's kernel; null: uniform
  hit: number // log density at the observed category
  miss: number // log density at any other category
}

/** The coordinate of a value outside of the domain; its kernel is uniform in that axis. */
export const unknown = Number.NaN

/**
 * @param columns  one per axis, [observations]; `unknown` for an unknown value
 * @param weights  [observations], before the prior's of 1 is added and all are normalised
 * @param narrowest  lower limit of bandwidths, given how many observations there are
 */
export function parzen(
  axes: readonly Axis[],
  columns: readonly Float64Array[],
  weights: Float64Array,
  narrowest: (observations: number) => number,
): Parzen {
  const size = weights.length + 1
  const peaks = new Float64Array(size)
  const cumulative = new Float64Array(size)
  const total = weights.reduce((sum, weight) => sum + weight, 1)
  let sum = 0
  for (let k = 0; k < size; k++) {
    const share = (k < weights.length ? (weights[k] as number) : 1) / total
    peaks[k] = Math.log(share)
    cumulative[k] = sum += share
  }
  const marginals = axes.map((axis, i) => {
    const { categories, prior } = axis
    const column = columns[i] as Float64Array
    if (categories === null) return withPrior(numeric(column, axis, narrowest), prior)
    const shares = prior !== null && 'shares' in prior ? prior.shares : null
    return categorical(column, categories, shares)
  })
  return { size, cumulative, marginals, ...interleaved(marginals, peaks) }
}

function interleaved(marginals: readonly Marginal[], peaks: Float64Array) {
  const size = peaks.length
  const numericAxes = [...marginals.keys()].filter(
    (i) => !('observed' in (marginals[i] as Marginal)),
  )
  const categoricalAxes = [...marginals.keys()].filter((i) => !numericAxes.includes(i))
  const width = numericAxes.length
  const centers = new Float64Array(size * width)
  const precisions = new Float64Array(size * width)
  for (let j = 0; j < width; j++) {
    const marginal = marginals[numericAxes[j] as number] as Numeric
    for (let k = 0; k < size; k++) {
      centers[k * width + j] = marginal.centers[k] as number
      precisions[k * width + j] = Math.SQRT1_2 * (marginal.precisions[k] as number)
      peaks[k] = (peaks[k] as number) + (marginal.logNorms[k] as number)
    }
  }
  for (const i of categoricalAxes) {
    const { observed, hit } = marginals[i] as Categorical
    for (let k = 0; k < size; k++) {
      if ((observed[k] as number) >= 0) peaks[k] = (peaks[k] as number) + hit
    }
  }
  return { peaks, numericAxes, centers, precisions, categoricalAxes }
}

const farOff = 6 // deviations: 1e-9 of a kernel lies farther away

/** Share of a cell's width: a narrower kernel never reaches the next value, and the search would get stuck. */
const leastOfCell = 0.5

function numeric(
  column: Float64Array,
  { isStepped, widthAt }: Axis,
  narrowest: (observations: number) => number,
): Numeric {
  const size = column.length + 1
  const centers = new Float64Array(size).fill(0.5)
  const precisions = new Float64Array(size)
  const logNorms = new Float64Array(size)
  const kernels = presentIn(column)
  const present = new Float64Array(kernels.length)
  for (let j = 0; j < kernels.length; j++) present[j] = column[kernels[j] as number] as number
  const { sigmas, order } = bandwidths(present, narrowest(present.length))
  let before = Number.NaN
  let sigmaBefore = Number.NaN
  let wasInside = false
  let logNorm = 0
  let least = 0
  for (let rank = 0; rank < order.length; rank++) {
    const j = order[rank] as number
    const center = present[j] as number
    if (isStepped && center !== before) least = leastOfCell * widthAt(center)
    const sigma = Math.max(least, sigmas[j] as number)
    // reuse the last result: many kernels have the minimum width, and those of a stepped parameter repeat
    const isInside = center > farOff * sigma && 1 - center > farOff * sigma
    if (sigma !== sigmaBefore || (center !== before && !(isInside && wasInside))) {
      logNorm = -Math.log(truncatedMass(center, sigma))
    }
    before = center
    sigmaBefore = sigma
    wasInside = isInside
    const k = kernels[j] as number
    centers[k] = center
    precisions[k] = 1 / sigma
    logNorms[k] = logNorm
  }
  return { centers, precisions, logNorms }
}

/** Replaces the last kernel by the prior. */
function withPrior(marginal: Numeric, prior: Prior | null): Numeric {
  if (prior === null || 'shares' in prior) return marginal
  const { mean, sd } = prior
  const last = marginal.centers.length - 1
  marginal.centers[last] = mean
  marginal.precisions[last] = 1 / sd
  marginal.logNorms[last] = -Math.log(truncatedMass(mean, sd))
  return marginal
}

function presentIn(column: Float64Array): Uint32Array {
  const indices = new Uint32Array(column.length)
  let count = 0
  for (let k = 0; k < column.length; k++) {
    if (!Number.isNaN(column[k])) indices[count++] = k
  }
  return indices.subarray(0, count)
}

/** ∫ exp(−½ ((u − center)/σ)²) du over [0, 1]. */
function truncatedMass(center: number, sigma: number): number {
  const [below, above] = [center / sigma, (1 - center) / sigma]
  const lost = (below < farOff ? normalCdf(-below) : 0) + (above < farOff ? normalCdf(-above) : 0)
  return Math.sqrt(2 * Math.PI) * sigma * (1 - lost)
}

/** Each kernel has one observation, plus one from the prior that is spread over all categories and kernels. */
function categorical(
  column: Float64Array,
  count: number,
  shares: Float64Array | null,
): Categorical {
  const observed = new Int32Array(column.length + 1).fill(-1)
  let kernels = 1
  for (let k = 0; k < column.length; k++) {
    const category = column[k] as number
    if (Number.isNaN(category)) continue
    observed[k] = category
    kernels += 1
  }
  const total = 1 + count / kernels
  return {
    count,
    observed,
    shares,
    hit: Math.log(((1 + 1 / kernels) / total) * count),
    miss: Math.log((1 / kernels / total) * count),
  }
}

const negligible = 37 // below e^-37 of the prior's share a kernel is lost in rounding

/**
 * Computes the log of the mixture's density at a point, relative to uniform. Each further axis can only lower a
 * kernel below its peak, so most kernels are dropped after the first few axes.
 *
 * @param point  [axes], every coordinate in the domain
 */
export function logDensity(estimator: Parzen, point: Float64Array): number {
  const { size, peaks, numericAxes, centers, precisions, categoricalAxes } = estimator
  const width = numericAxes.length
  const prior = logPrior(estimator, point)
  const least = prior - negligible
  let largest = prior
  let sum = 1
  for (let k = 0; k < size - 1; k++) {
    let log = peaks[k] as number
    for (let j = 0; j < width && log > least; j++) {
      const x = point[numericAxes[j] as number] as number
      const at = k * width + j
      const z = (x - (centers[at] as number)) * (precisions[at] as number)
      log -= z * z
    }
    if (log <= least) continue
    for (const i of categoricalAxes) {
      const { observed, hit, miss } = estimator.marginals[i] as Categorical
      const category = observed[k] as number
      if (category >= 0 && category !== point[i]) log += miss - hit
    }
    if (log > largest) {
      sum = sum * Math.exp(largest - log) + 1
      largest = log
    } else sum += Math.exp(log - largest)
  }
  return largest + Math.log(sum)
}

/** Computes the last kernel's term of the mixture. */
function logPrior(estimator: Parzen, point: Float64Array): number {
  const { size, peaks, numericAxes, centers, precisions, categoricalAxes } = estimator
  const width = numericAxes.length
  let log = peaks[size - 1] as number
  for (let j = 0; j < width; j++) {
    const at = (size - 1) * width + j
    const z =
      ((point[numericAxes[j] as number] as number) - (centers[at] as number)) *
      (precisions[at] as number)
    log -= z * z
  }
  for (const i of categoricalAxes) {
    const { shares, count } = estimator.marginals[i] as Categorical
    if (shares !== null) log += Math.log((shares[point[i] as number] as number) * count)
  }
  return log
}

/** Draws the index of a kernel by weight. */
export function drawKernel({ size, cumulative }: Parzen, rng: Rng): number {
  const u = rng.uniform()
  let k = 0
  while (k < size - 1 && u >= (cumulative[k] as number)) k++
  return k
}

/** Draws a coordinate from one kernel in one axis. */
export function drawCoordinate(marginal: Marginal, kernel: number, rng: Rng): number {
  if ('observed' in marginal) {
    const { observed, hit, count, shares } = marginal
    const category = observed[kernel] as number
    const u = rng.uniform()
    if (shares !== null && kernel === observed.length - 1) return categoryAt(shares, u)
    const chance = Math.exp(hit) / count
    if (category < 0) return Math.floor(u * count)
    if (u < chance) return category
    const other = Math.min(count - 2, Math.floor(((u - chance) / (1 - chance)) * (count - 1)))
    return other < category ? other : other + 1
  }
  const precision = marginal.precisions[kernel] as number
  if (precision === 0) return rng.uniform()
  const center = marginal.centers[kernel] as number
  for (;;) {
    // at least 0.13 of a kernel lies inside, since its center does and σ ≤ 3
    const u = center + rng.normal() / precision
    if (u >= 0 && u <= 1) return u
  }
}

function categoryAt(shares: Float64Array, u: number): number {
  let left = u
  const category = shares.findIndex((share) => {
    left -= share
    return left < 0
  })
  return category < 0 ? shares.length - 1 : category
}
