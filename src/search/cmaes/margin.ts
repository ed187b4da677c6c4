/**
 * CMA-ES with margin: keeps the probability that an integer leaves the mean's step above a margin. It does so by moving
 * the mean and with a diagonal matrix A that widens the integer axes when points are drawn.
 *
 * Departs from the source: steps may have different widths (as those of log integers), and an update uses the
 * middle of a point's step; the history does not keep the continuous point before rounding.
 *
 * @see Hamano et al. 2022, "CMA-ES with margin: lower-bounding marginal probability for mixed-integer
 *      black-box optimization", GECCO, §4 (eqs. 10–17)
 */
import { normalCdf } from '../math/normal.ts'
import { normalQuantile } from '../math/normal-quantile.ts'
import type { Axis } from './axes.ts'
import type { Distribution } from './distribution.ts'

export interface Corrected {
  mean: Float64Array
  widening: Float64Array // the diagonal of A, 1 on continuous axes
}

/** @param widening  of the previous generation */
export function withMargin(
  { mean, sigma, covariance, constants }: Distribution,
  axes: readonly Axis[],
  widening: Float64Array,
): Corrected {
  const { dimension: n, populationSize } = constants
  const margin = 1 / (n * populationSize)
  const corrected: Corrected = { mean: mean.slice(), widening: widening.slice() }
  for (const [i, axis] of axes.entries()) {
    if (axis.steps === null) continue
    const deviation = sigma * Math.sqrt(covariance[i * n + i] as number)
    const one = axisWithMargin(axis, axis.steps, {
      mean: mean[i] as number,
      deviation,
      widening: widening[i] as number,
      margin,
    })
    corrected.mean[i] = one.mean
    corrected.widening[i] = one.widening
  }
  return corrected
}

interface Marginal {
  mean: number
  deviation: number // without A
  widening: number
  margin: number
}

function axisWithMargin(
  axis: Axis,
  steps: number,
  { mean, deviation, widening, margin }: Marginal,
): { mean: number; widening: number } {
  const step = stepAt(axis, steps, mean)
  const scale = deviation * widening
  // the thresholds around the mean; at an end of the domain both are the single adjacent one
  const lower = axis.edge(Math.min(Math.max(step, 1), steps - 1))
  const upper = axis.edge(Math.min(Math.max(step + 1, 1), steps - 1))
  const below = normalCdf((lower - mean) / scale)
  const above = normalCdf((mean - upper) / scale)

  if (Math.max(below, above) > 0.5) {
    if (Math.min(below, above) >= margin) return { mean, widening }
    const distance = scale * normalQuantile(1 - margin)
    return { mean: upper + Math.sign(mean - upper) * distance, widening }
  }
  const within = 1 - below - above
  const least = margin / 2
  const [raisedBelow, raisedAbove] = [Math.max(below, least), Math.max(above, least)]
  const surplus = 1 - raisedBelow - raisedAbove - within
  const share = surplus / (raisedBelow + within + raisedAbove - 3 * least)
  const zBelow = tailQuantile(raisedBelow + share * (raisedBelow - least))
  const zAbove = tailQuantile(raisedAbove + share * (raisedAbove - least))
  return {
    mean: (lower * zAbove + upper * zBelow) / (zBelow + zAbove),
    widening: (upper - lower) / ((zBelow + zAbove) * deviation),
  }
}

/** Returns the distance from the mean, in deviations, at which a tail of this probability begins. */
function tailQuantile(tail: number): number {
  return normalQuantile(1 - Math.min(Math.max(tail, 1e-10), 0.5 - 1e-10))
}

function stepAt(axis: Axis, steps: number, u: number): number {
  let [from, to] = [0, steps - 1]
  while (from < to) {
    const middle = from + Math.ceil((to - from) / 2)
    if (u > axis.edge(middle)) from = middle
    else to = middle - 1
  }
  return from
}
