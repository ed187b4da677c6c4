/**
 * The power of the target, or its logarithm, that makes the training rows most like a normal distribution; standardised.
 *
 * @see Box & Cox 1964, "An analysis of transformations", J. R. Stat. Soc. B 26
 */
import { goldenSection } from '../../../search/math/golden-section.ts'
import { computeMoments } from '../moments.ts'
import { defineTransform } from './transform.ts'

/** y = ((1 + own / unit)^lambda − 1) / step. */
interface Fitted {
  lambda: number // the power, not 0
  unit: number // the target that becomes 0, in its standard deviations
  step: number
}

const powers = [-2, 2] as const

/** Finds the power to 1e-4. */
const searchSteps = 23

/** A smaller power differs from the logarithm by less than float32 can tell. */
const leastPower = 1e-5

export const boxCox = defineTransform<Fitted>({
  summary: 'the power, or logarithm, that makes it most normal; needs targets above 0',
  needsPositive: true,
  fit(values, deviation) {
    const logs = values.map(Math.log)
    const { mean: meanLog } = computeMoments(logs)
    const centred = logs.map((value) => value - meanLog) // of target / geometric mean
    const found = likeliestPower(centred)
    const lambda = Math.abs(found) < leastPower ? leastPower : found
    const { mean, deviation: spread } = computeMoments(centred.map((value) => power(value, lambda)))
    // the target whose power is the mean of all powers
    const inPower = 1 + lambda * mean
    const centre = Math.exp(meanLog + Math.log(inPower) / lambda)
    const unit = centre / deviation
    // powers that differ less than float64 can tell
    const step = (lambda * (spread || 1 / unit)) / inPower
    return { mean: centre, fitted: { lambda, unit, step } }
  },
  apply: ({ lambda, unit, step }, own) => Math.expm1(lambda * Math.log1p(own / unit)) / step,
  logSlope({ lambda, unit, step }, own) {
    return Math.log(lambda / (step * unit)) + (lambda - 1) * Math.log1p(own / unit)
  },
})

/** (x^lambda − 1) / lambda for x = e^log. */
function power(log: number, lambda: number): number {
  return Math.expm1(lambda * log) / lambda
}

/**
 * The power of largest likelihood. Where the geometric mean is 1, that is the smallest variance after the transform.
 *
 * @param logs  logarithms of the target, with mean 0
 */
function likeliestPower(logs: Float64Array): number {
  const spread = (lambda: number) =>
    computeMoments(logs.map((value) => power(value, lambda || leastPower))).deviation
  // the likelihood has one peak
  return goldenSection(spread, powers, searchSteps)
}
