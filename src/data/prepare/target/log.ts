/** The logarithm, standardised. */
import { computeMoments } from '../moments.ts'
import { defineTransform } from './transform.ts'

/** y = ln(1 + own / unit) / scale. */
interface Fitted {
  unit: number // geometric mean of the target, in its standard deviations
  scale: number // standard deviation of the logarithm
}

export const log = defineTransform<Fitted>({
  summary: 'the logarithm: errors count in per cent; needs targets above 0',
  needsPositive: true,
  fit(values, deviation) {
    const { mean, deviation: scale } = computeMoments(values.map(Math.log))
    const centre = Math.exp(mean)
    const unit = centre / deviation
    // logarithms that differ less than float64 can tell
    return { mean: centre, fitted: { unit, scale: scale || 1 / unit } }
  },
  apply: ({ unit, scale }, own) => Math.log1p(own / unit) / scale,
  logSlope: ({ unit, scale }, own) => -Math.log(scale * (unit + own)),
})
