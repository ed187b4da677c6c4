/**
 * Objective values as a Gaussian process likes them: scaled robustly, bent by a Yeo–Johnson power so
 * that a long tail of bad trials does not hide the differences between good ones, then standardised.
 *
 * @see Yeo and Johnson 2000, "A new family of power transformations to improve normality or symmetry",
 *   Biometrika 87(4); Cowen-Rivers et al. 2022, "HEBO", JAIR 74, §4 (for Bayesian optimisation)
 */

export interface OutputTransform {
  to(value: number): number
  from(transformed: number): number
}

const powers = [-2, 4] as const
const largest = 1e100
const farthest = 1e9 // from the median in units of the spread: keeps the powers' squares finite

/** @param values  finite, at least one; smaller is better */
export function fitOutputTransform(values: readonly number[]): OutputTransform {
  const sorted = values.map(clip).toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number
  const center = at(0.5)
  const spread = at(0.75) - at(0.25) || at(1) - at(0) || 1
  const scale = (value: number) =>
    Math.min(farthest, Math.max(-farthest, (clip(value) - center) / spread))
  const scaled = values.map(scale)
  const power = values.length < 5 ? 1 : bestPower(scaled)
  const bent = scaled.map((value) => yeoJohnson(value, power))
  const { mean, variance } = momentsOf(bent)
  const deviation = Math.sqrt(variance) || 1
  return {
    to: (value) => (yeoJohnson(scale(value), power) - mean) / deviation,
    from: (transformed) =>
      center + spread * inverseYeoJohnson(mean + deviation * transformed, power),
  }
}

function clip(value: number): number {
  return Math.min(largest, Math.max(-largest, value))
}

/** The maximum of the normal likelihood, by golden section. */
function bestPower(values: readonly number[]): number {
  const logJacobian = values.reduce(
    (sum, value) => sum + Math.sign(value) * Math.log1p(Math.abs(value)),
    0,
  )
  const cost = (power: number) => {
    const { variance } = momentsOf(values.map((value) => yeoJohnson(value, power)))
    return 0.5 * values.length * Math.log(variance + 1e-300) - (power - 1) * logJacobian
  }
  const golden = (Math.sqrt(5) - 1) / 2
  let [low, high]: [number, number] = [...powers]
  let left = high - golden * (high - low)
  let right = low + golden * (high - low)
  let costLeft = cost(left)
  let costRight = cost(right)
  for (let step = 0; step < 20; step++) {
    if (costLeft < costRight) {
      ;[high, right, costRight] = [right, left, costLeft]
      left = high - golden * (high - low)
      costLeft = cost(left)
    } else {
      ;[low, left, costLeft] = [left, right, costRight]
      right = low + golden * (high - low)
      costRight = cost(right)
    }
  }
  return (low + high) / 2
}

export function yeoJohnson(value: number, power: number): number {
  if (value >= 0) return boxCox(value, power)
  return -boxCox(-value, 2 - power)
}

/** Where the transform is bounded, a value beyond it gives the largest magnitude. */
export function inverseYeoJohnson(bent: number, power: number): number {
  if (bent >= 0) return inverseBoxCox(bent, power)
  return -inverseBoxCox(-bent, 2 - power)
}

/** ((1 + v)^p − 1) / p for v ≥ 0. */
function boxCox(value: number, power: number): number {
  const log = Math.log1p(value)
  return Math.abs(power) < 1e-9 ? log : Math.expm1(power * log) / power
}

function inverseBoxCox(bent: number, power: number): number {
  if (Math.abs(power) < 1e-9) return Math.expm1(bent)
  const share = power * bent
  if (share <= -1) return largest
  return Math.min(largest, Math.expm1(Math.log1p(share) / power))
}

function momentsOf(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, variance }
}
