/** What values a parameter may take. Pure data: it goes to clients as it is. */
import type { ParamValue } from '../params.ts'
import type { Rng } from '../rng.ts'

export type Domain = FloatDomain | IntDomain | ChoiceDomain

/** Bounds are inclusive. `points` says how many values a grid takes; other samplers ignore it. */
export interface FloatDomain {
  type: 'float'
  low: number
  high: number
  log: boolean
  step: number | null // values are low, low + step, …; never with log
  points: number | null
}

export interface IntDomain {
  type: 'int'
  low: number
  high: number
  log: boolean
  step: number
  points: number | null
}

export interface ChoiceDomain {
  type: 'choice'
  options: readonly ParamValue[]
}

/** How many values low, low + step, … there are up to high; a rounding error below high counts. */
export function stepCount({
  low,
  high,
  step,
}: {
  low: number
  high: number
  step: number
}): number {
  const steps = (high - low) / step
  const isExact = Number.isSafeInteger(high - low) && Number.isSafeInteger(step)
  const tolerance = isExact ? 0 : Math.max(1e-10, steps * 4 * Number.EPSILON)
  return Math.floor(steps + tolerance) + 1
}

/** The value at an index of a stepped range: 0.3, not 0.30000000000000004. */
export function stepValue(domain: { low: number; step: number }, index: number): number {
  return withoutNoise(domain.low + index * domain.step)
}

/** Drops the last digit or so, where binary rounding shows. */
export function withoutNoise(value: number): number {
  return Number.isSafeInteger(value) ? value : Number(value.toPrecision(15))
}

/** Stepped values are accepted within a billionth of a step, since clients compute them too. */
export function contains(domain: Domain, value: unknown): value is ParamValue {
  if (domain.type === 'choice') return domain.options.some((option) => option === value)
  if (typeof value !== 'number' || !Number.isFinite(value)) return false
  const { low, high, step } = domain
  if (step === null) return value >= low && value <= high
  const index = Math.round((value - low) / step)
  if (index < 0 || index >= stepCount({ low, high, step })) return false
  const nearest = stepValue({ low, step }, index)
  return domain.type === 'int' ? value === nearest : Math.abs(value - nearest) <= 1e-9 * step
}

/**
 * A value drawn uniformly: over the options, the steps, the range, or the logarithm of the range.
 * A log integer v has probability ∝ log((v + ½) / (v − ½)), with half a step for ½.
 */
export function drawFrom(domain: Domain, rng: Rng): ParamValue {
  if (domain.type === 'choice') return domain.options[rng.int(domain.options.length)] ?? null
  const { low, high, log, step } = domain
  if (step === null) return log ? drawLog(low, high, rng) : low + rng.uniform() * (high - low)
  const stepped = { low, high, step }
  const count = stepCount(stepped)
  if (!log) return stepValue(stepped, rng.int(count))
  const last = stepValue(stepped, count - 1)
  const drawn = drawLog(Math.max(low - step / 2, low / 2), last + step / 2, rng)
  return stepValue(stepped, Math.min(count - 1, Math.max(0, Math.round((drawn - low) / step))))
}

/** For messages: what is accepted. */
export function describeDomain(domain: Domain): string {
  if (domain.type === 'choice') return `one of ${domain.options.map(jsonOf).join(', ')}`
  const { type, low, high, step } = domain
  const steps = step === null || (type === 'int' && step === 1) ? '' : ` in steps of ${step}`
  return `${type === 'int' ? 'an integer' : 'a number'} from ${low} to ${high}${steps}`
}

/** exp(log x) may miss the bounds by a rounding error. */
function drawLog(low: number, high: number, rng: Rng): number {
  const exponent = Math.log(low) + rng.uniform() * (Math.log(high) - Math.log(low))
  return Math.min(high, Math.max(low, Math.exp(exponent)))
}

function jsonOf(value: ParamValue): string {
  return JSON.stringify(value)
}
