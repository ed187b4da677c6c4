/**
 * Transforms objective values for a Gaussian process: scales them by their quartiles, bends values worse than the
 * median by a Box–Cox power between a square root and a straight line, and standardises them. The bend keeps a long
 * tail of bad trials from hiding the differences between good ones. Values better than the median are not bent, which
 * would give a smooth valley an edge.
 *
 * Departs from the source: bends one side only, with powers close to 1; uses a logarithm beyond 100 spreads.
 *
 * @see Box and Cox 1964, "An analysis of transformations", J. R. Stat. Soc. B 26(2), eq. 2 with the shift 1;
 *   Cowen-Rivers et al. 2022, "HEBO", JAIR 74, §4 (for Bayesian optimisation)
 */
import { goldenSection } from '../math/golden-section.ts'

export interface OutputTransform {
  to(value: number): number
  from(transformed: number): number
}

const powers = [0.5, 1] as const
const largest = 1e100
const far = 100 // spreads
const farthest = 1e15 // values farther away are limited to this

/** @param values  finite, at least one; smaller is better */
export function fitOutputTransform(values: readonly number[]): OutputTransform {
  const sorted = values.map(clip).toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number
  const center = at(0.5)
  const spread = at(0.75) - at(0.25) || at(1) - at(0) || 1
  const scale = (value: number) => shorten((clip(value) - center) / spread)
  const scaled = values.map(scale)
  const power = values.length < 5 ? 1 : bestPower(scaled)
  const bent = scaled.map((value) => bend(value, power))
  const { mean, variance } = computeMoments(bent)
  const deviation = Math.sqrt(variance) || 1
  return {
    to: (value) => (bend(scale(value), power) - mean) / deviation,
    from: (transformed) =>
      clip(center + spread * lengthen(unbend(mean + deviation * transformed, power))),
  }
}

function clip(value: number): number {
  return Math.min(largest, Math.max(-largest, value))
}

/** A smooth function that is logarithmic far from 0. */
function shorten(value: number): number {
  const size = Math.min(farthest, Math.abs(value))
  return size <= far ? value : Math.sign(value) * far * (1 + Math.log(size / far))
}

function lengthen(short: number): number {
  const size = Math.abs(short)
  return size <= far ? short : Math.sign(short) * far * Math.exp(size / far - 1)
}

/** The maximum of the normal likelihood, by golden section. */
function bestPower(values: readonly number[]): number {
  const logJacobian = values.reduce((sum, value) => sum + Math.log1p(Math.max(0, value)), 0)
  const cost = (power: number) => {
    const { variance } = computeMoments(values.map((value) => bend(value, power)))
    return 0.5 * values.length * Math.log(variance + 1e-300) - (power - 1) * logJacobian
  }
  return goldenSection(cost, powers, 20)
}

/** ((1 + v)^p − 1) / p above 0, v below. */
export function bend(value: number, power: number): number {
  return value <= 0 ? value : Math.expm1(power * Math.log1p(value)) / power
}

export function unbend(bent: number, power: number): number {
  return bent <= 0 ? bent : Math.expm1(Math.log1p(power * bent) / power)
}

function computeMoments(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, variance }
}
