import { computeMoments } from '../moments.ts'

/** Mean of the cubes of (value − mean) / deviation; 0 if all values are equal. */
export function skewness(values: Float64Array): number {
  const { mean, deviation } = computeMoments(values)
  if (!(deviation > 0)) return 0
  let cubes = 0
  for (const value of values) cubes += ((value - mean) / deviation) ** 3
  return cubes / values.length
}

/** ln(1 + x), continued to negative values as −ln(1 − x): /predict may get some where the data have none. */
export function signedLog1p(value: number): number {
  return Math.sign(value) * Math.log1p(Math.abs(value))
}
