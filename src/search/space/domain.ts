/** The domains of parameters. Plain data that is sent to clients unchanged. */
import { z } from 'zod'
import { truncatedNormalQuantile } from '../math/truncated-normal.ts'
import type { Rng } from '../rng.ts'
import { ParamValue } from './params.ts'

/** A user's belief about where good values are: a normal distribution truncated at the bounds. */
export const NormalPrior = z.strictObject({
  mean: z.number().describe("in the parameter's own unit; with `log` the median"),
  sd: z.number().describe('the same; with `log` in powers of ten'),
})
export type NormalPrior = z.infer<typeof NormalPrior>

/** A user's beliefs about a parameter before any trial. They do not narrow the domain. */
const belief = {
  prior: NormalPrior.exactOptional().describe('where good values are believed to be'),
  default: z.number().exactOptional().describe('in the first trial'),
}

/** Bounds are inclusive. `points` is the number of values in a grid; other samplers ignore it. */
const range = { low: z.number(), high: z.number(), log: z.boolean(), points: z.int().nullable() }

/** With a step, the values are low, low + step, …; `log` excludes a step. */
const FloatDomain = z.strictObject({
  type: z.literal('float'),
  ...range,
  step: z.number().nullable(),
  ...belief,
})
export type FloatDomain = z.infer<typeof FloatDomain>

const IntDomain = z.strictObject({
  type: z.literal('int'),
  ...range,
  step: z.number(),
  ...belief,
})
export type IntDomain = z.infer<typeof IntDomain>

const ChoiceDomain = z.strictObject({
  type: z.literal('choice'),
  options: z.array(ParamValue).readonly(),
  weights: z
    .array(z.number())
    .readonly()
    .exactOptional()
    .describe('parallel to the options: how likely each is drawn'),
  default: ParamValue.exactOptional().describe('in the first trial'),
})
export type ChoiceDomain = z.infer<typeof ChoiceDomain>

export const Domain = z
  .discriminatedUnion('type', [FloatDomain, IntDomain, ChoiceDomain])
  .meta({ id: 'Domain' })
export type Domain = z.infer<typeof Domain>

/** A stepped range: the values low, low + step, … up to high. */
export interface SteppedRange {
  low: number
  high: number
  step: number
}

/** Counts the values; a value above high by a rounding error counts as high. */
export function stepCount({ low, high, step }: SteppedRange): number {
  const steps = (high - low) / step
  const isExact = Number.isSafeInteger(high - low) && Number.isSafeInteger(step)
  const tolerance = isExact ? 0 : Math.max(1e-10, steps * 4 * Number.EPSILON)
  return Math.floor(steps + tolerance) + 1
}

/** Returns the value at an index, never outside of the range: 0.3, not 0.30000000000000004. */
export function stepValue({ low, high, step }: SteppedRange, index: number): number {
  if (index === 0) return low // may have more digits than the rounding below keeps
  const value = low + index * step
  const isZero = Math.abs(value) < 1e-15 * Math.abs(low) // -0.3 + 3 · 0.1
  return Math.min(high, Math.max(low, isZero ? 0 : withoutNoise(value)))
}

/** Rounds off the last digit or two, where binary rounding errors show. */
export function withoutNoise(value: number): number {
  return Number.isSafeInteger(value) ? value : Number(value.toPrecision(15))
}

/** Accepts stepped values within a billionth of a step, because clients compute them with rounding errors. */
export function contains(domain: Domain, value: unknown): value is ParamValue {
  if (domain.type === 'choice') return domain.options.some((option) => option === value)
  if (typeof value !== 'number' || !Number.isFinite(value)) return false
  const { low, high, step } = domain
  if (step === null) return value >= low && value <= high
  const index = Math.round((value - low) / step)
  if (index < 0 || index >= stepCount({ low, high, step })) return false
  const nearest = stepValue({ low, high, step }, index)
  return domain.type === 'int' ? value === nearest : Math.abs(value - nearest) <= 1e-9 * step
}

/** Returns the exact accepted value: a step that a client computed becomes the step that samplers draw. */
export function exactly(domain: Domain, value: ParamValue): ParamValue {
  if (domain.type === 'choice' || domain.step === null) return value
  const { low, high, step } = domain
  return stepValue({ low, high, step }, Math.round((Number(value) - low) / step))
}

/**
 * Draws a value from the prior or by the weights; without them uniformly over the options, the steps, the range, or
 * the logarithm of the range. A log integer v has probability ∝ log((v + ½) / (v − ½)), where ½ stands for half a step.
 */
export function drawFrom(domain: Domain, rng: Rng): ParamValue {
  if (hasBelief(domain)) return believedAt(domain, rng.uniform())
  if (domain.type === 'choice') return domain.options[rng.int(domain.options.length)] ?? null
  const { low, high, log, step } = domain
  if (step === null) return valueAt({ low, high, log }, rng.uniform())
  const stepped = { low, high, step }
  const count = stepCount(stepped)
  if (!log) return stepValue(stepped, rng.int(count))
  const last = stepValue(stepped, count - 1)
  const edges = { low: Math.max(low - step / 2, low / 2), high: last + step / 2, log }
  const drawn = valueAt(edges, rng.uniform())
  return stepValue(stepped, Math.min(count - 1, Math.max(0, Math.round((drawn - low) / step))))
}

/**
 * Returns the value at a share of a range; rounding never leaves the range.
 *
 * @param share  in [0, 1]; with `log` of the logarithm, because the quotient of the bounds may overflow
 */
export function valueAt(
  { low, high, log }: { low: number; high: number; log: boolean },
  share: number,
): number {
  const value = log
    ? Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low)))
    : low + share * (high - low)
  return Math.min(high, Math.max(low, value))
}

export function hasBelief(domain: Domain): boolean {
  return domain.type === 'choice' ? domain.weights !== undefined : domain.prior !== undefined
}

/**
 * Computes the quantile of the prior, or of the weights in the order of the options.
 *
 * @param u  in [0, 1]
 */
export function believedAt(domain: Domain, u: number): ParamValue {
  if (domain.type === 'choice') return weightedAt(domain, u)
  const { low, high, log, step, prior } = domain
  if (prior === undefined) throw new Error('The domain has no prior')
  const [scale, unscale] = log ? [Math.log10, (x: number) => 10 ** x] : [Number, Number]
  const [least, most] = rangeEdges(domain)
  const normal = { mean: scale(prior.mean), sd: prior.sd, low: scale(least), high: scale(most) }
  const value = unscale(truncatedNormalQuantile(normal, u))
  if (step === null) return Math.min(high, Math.max(low, value))
  const last = stepCount({ low, high, step }) - 1
  const index = Math.min(last, Math.max(0, Math.round((value - low) / step)))
  return stepValue({ low, high, step }, index)
}

/** Returns the ends of a range; with steps, half a step beyond, as far as a logarithm allows. */
export function rangeEdges(domain: FloatDomain | IntDomain): [least: number, most: number] {
  const { low, high, log, step } = domain
  if (step === null) return [low, high]
  const stepped = { low, high, step }
  const last = stepValue(stepped, stepCount(stepped) - 1)
  return [log ? Math.max(low - step / 2, low / 2) : low - step / 2, last + step / 2]
}

function weightedAt({ options, weights = [] }: ChoiceDomain, u: number): ParamValue {
  let left = u * weights.reduce((sum, weight) => sum + weight, 0)
  const index = weights.findIndex((weight) => {
    left -= weight
    return left < 0
  })
  return options.at(index) ?? null // -1, by rounding or at u = 1, is the last
}

/** Describes the accepted values, for messages. */
export function describeDomain(domain: Domain): string {
  if (domain.type === 'choice') return `one of ${domain.options.map(toJson).join(', ')}`
  const { type, low, high, step } = domain
  const steps = step === null || (type === 'int' && step === 1) ? '' : ` in steps of ${step}`
  return `${type === 'int' ? 'an integer' : 'a number'} from ${low} to ${high}${steps}`
}

function toJson(value: ParamValue): string {
  return JSON.stringify(value)
}
