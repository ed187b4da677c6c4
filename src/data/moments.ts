export interface Moments {
  count: number
  min: number
  max: number
  mean: number
  deviation: number // of the population: √(Σ(x − mean)² / n)
}

/** Two passes, so that values far from zero keep their deviation; empty values give NaN. */
export function momentsOf(values: Float32Array | Float64Array): Moments {
  const count = values.length
  let sum = 0
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (let i = 0; i < count; i++) {
    const value = values[i]!
    sum += value
    if (value < min) min = value
    if (value > max) max = value
  }
  const mean = min === max ? min : sum / count // exact where all are equal
  let squares = 0
  for (let i = 0; i < count; i++) squares += (values[i]! - mean) ** 2
  return { count, min, max, mean, deviation: Math.sqrt(squares / count) }
}
