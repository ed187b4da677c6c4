/**
 * Predicts where trials succeed and where they satisfy the outcome constraints, with one Gaussian process for each.
 *
 * @see Gardner et al. 2014, "Bayesian optimization with inequality constraints", ICML
 */
import { type Acquisition, logProbabilityBelow } from './acquisition.ts'
import { type Axis, pointsApart } from './axes.ts'
import { surrogateFor } from './surrogate.ts'

const maxFailed = 100
const maxEnded = 100 // trials without failure to compare with the failed ones
const leastSpread = 1e-12

/** log of the probability that a trial does not fail; null when no trial has failed. */
export function notFailing(
  axes: readonly Axis[],
  ended: readonly Float64Array[],
  failed: readonly Float64Array[],
): Acquisition | null {
  if (failed.length === 0) return null
  const bad = nearestTo(axes, ended, failed, maxFailed)
  const good = nearestTo(axes, failed, ended, maxEnded)
  const labels = [...bad.map(() => 1), ...good.map(() => -1)]
  const mean = labels.reduce((sum, label) => sum + label, 0) / labels.length
  // labels jump where failures begin: without a floor, two trials next to the jump would make all lengths tiny
  const process = surrogateFor(
    axes,
    [...bad, ...good],
    labels.map((label) => label - mean),
    { room: 0, leastLength: 0.1, maxNoise: 0.1 },
  )
  return logProbabilityBelow(process, -mean)
}

/** log of the probability that a violation is not above 0. */
export function holding(
  axes: readonly Axis[],
  locations: readonly Float64Array[],
  violations: readonly number[],
): Acquisition {
  const mean = violations.reduce((sum, value) => sum + value, 0) / violations.length
  const variance = violations.reduce((sum, v) => sum + (v - mean) ** 2, 0) / violations.length
  const spread = Math.sqrt(variance) || Math.max(leastSpread, Math.abs(mean))
  const process = surrogateFor(
    axes,
    locations,
    violations.map((violation) => (violation - mean) / spread),
    { room: 0, leastLength: 0.02, maxNoise: 1 },
  )
  return logProbabilityBelow(process, -mean / spread)
}

/** Selects the trials that are closest to the border: the nearest ones to the trials on the other side. */
function nearestTo(
  axes: readonly Axis[],
  others: readonly Float64Array[],
  points: readonly Float64Array[],
  count: number,
): readonly Float64Array[] {
  if (points.length <= count || others.length === 0) return points.slice(0, count)
  return points
    .map((point) => ({
      point,
      apart: others.reduce(
        (least, other) => Math.min(least, pointsApart(axes, point, other)),
        Number.POSITIVE_INFINITY,
      ),
    }))
    .sort((a, b) => a.apart - b.apart)
    .slice(0, count)
    .map(({ point }) => point)
}
