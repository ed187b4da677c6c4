/** What values a parameter may take. Pure data: it goes to clients as it is. */
import { truncatedNormalQuantile } from '../math/truncated-normal.ts'
import type { ParamValue } from '../params.ts'
import type { Rng } from '../rng.ts'

export type Domain = FloatDomain | IntDomain | ChoiceDomain

/** What a user believes of a parameter before any trial; none of it narrows what it may be. */
interface Belief<Value> {
  prior?: NormalPrior
  default?: Value // in the first trial
}

/** Where the good values are believed to be: normal, cut off at the bounds. */
export interface NormalPrior {
  mean: number // in the parameter's own unit; with `log` the median
  sd: number // the same; with `log` in powers of ten
}

/** Bounds are inclusive. `points` says how many values a grid takes; other samplers ignore it. */
export interface FloatDomain extends Belief<number> {
  type: 'float'
  low: number
  high: number
  log: boolean
  step: number | null // values are low, low + step, …; never with log
  points: number | null
}

export interface IntDomain extends Belief<number> {
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
  weights?: readonly number[] // parallel to the options, above 0: how likely each is drawn
  default?: ParamValue
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

/** The accepted value that is meant: a step that a client computed is the step that is drawn. */
export function exactly(domain: Domain, value: ParamValue): ParamValue {
  if (domain.type === 'choice' || domain.step === null) return value
  const { low, step } = domain
  return stepValue({ low, step }, Math.round((Number(value) - low) / step))
}

/**
 * A value drawn from the prior or by the weights; without them uniformly: over the options, the steps, the range, or
 * the logarithm of the range. A log integer v has probability ∝ log((v + ½) / (v − ½)), with half a step for ½.
 */
export function drawFrom(domain: Domain, rng: Rng): ParamValue {
  if (hasBelief(domain)) return believedAt(domain, rng.uniform())
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

export function hasBelief(domain: Domain): boolean {
  return domain.type === 'choice' ? domain.weights !== undefined : domain.prior !== undefined
}

/**
 * The quantile of the prior, or of the weights in the order of the options.
 *
 * @param u  in [0, 1]
 */
export function believedAt(domain: Domain, u: number): ParamValue {
  if (domain.type === 'choice') return weightedAt(domain, u)
  const { low, log, step, prior } = domain
  if (prior === undefined) throw new Error('there is no prior')
  const [scale, unscale] = log ? [Math.log10, (x: number) => 10 ** x] : [Number, Number]
  const [least, most] = edgesOf(domain)
  const normal = { mean: scale(prior.mean), sd: prior.sd, low: scale(least), high: scale(most) }
  const value = unscale(truncatedNormalQuantile(normal, u))
  if (step === null) return Math.min(domain.high, Math.max(low, value))
  const last = stepCount({ ...domain, step }) - 1
  return stepValue({ low, step }, Math.min(last, Math.max(0, Math.round((value - low) / step))))
}

/** The ends of a range; with steps, half of one beyond, as far as a logarithm allows. */
export function edgesOf(domain: FloatDomain | IntDomain): [least: number, most: number] {
  const { low, high, log, step } = domain
  if (step === null) return [low, high]
  const last = stepValue({ low, step }, stepCount({ low, high, step }) - 1)
  return [log ? Math.max(low - step / 2, low / 2) : low - step / 2, last + step / 2]
}

function weightedAt({ options, weights = [] }: ChoiceDomain, u: number): ParamValue {
  let left = u * weights.reduce((sum, weight) => sum + weight, 0)
  const index = weights.findIndex((weight) => {
    left -= weight
    return left < 0
  })
  return options.at(index) ?? null // -1, by rounding or at u = 1: the last
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
