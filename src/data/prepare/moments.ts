export interface Moments {
  count: number
  min: number
  max: number
  mean: number
  deviation: number // standard deviation of the population: √(Σ(x − mean)² / n)
}

/**
 * Computes the moments in two passes, so that values far from zero keep their deviation; no values give NaN. Values are
 * divided by a power of two before they are summed, which is exact and keeps squares within float64.
 */
export function computeMoments(values: Float32Array | Float64Array): Moments {
  const count = values.length
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (let i = 0; i < count; i++) {
    const value = values[i]!
    if (value < min) min = value
    if (value > max) max = value
  }
  const unit = powerOfTwoBelow(Math.max(Math.abs(min), Math.abs(max)))
  let sum = 0
  for (let i = 0; i < count; i++) sum += values[i]! / unit
  const mean = min === max ? min : (sum / count) * unit // exact if all are equal
  const spread = powerOfTwoBelow(max / 2 - min / 2)
  let squares = 0
  for (let i = 0; i < count; i++) squares += (values[i]! / spread - mean / spread) ** 2
  return { count, min, max, mean, deviation: Math.sqrt(squares / count) * spread }
}

function powerOfTwoBelow(size: number): number {
  return size > 0 && Number.isFinite(size) ? 2 ** Math.floor(Math.log2(size)) : 1
}
