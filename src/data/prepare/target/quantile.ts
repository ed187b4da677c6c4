/** The same quantile of a standard normal distribution; linear between 64 quantiles and beyond the last. */
import { computeMoments } from '../moments.ts'
import { fitNormalScores } from '../statistics/normal-scores.ts'
import { defineTransform } from './transform.ts'

/** Linear from `values`, of own, to `scores`; both ascending. */
interface Fitted {
  values: number[]
  scores: number[]
}

const quantiles = 64

export const quantile = defineTransform<Fitted>({
  summary: 'the same quantile of a normal distribution',
  needsPositive: false,
  fit(values, deviation) {
    const { mean } = computeMoments(values)
    const own = values.map((value) => (value - mean) / deviation)
    return { mean, fitted: fitNormalScores(own, quantiles) }
  },
  apply(fitted, own) {
    const { from, slope } = segmentOf(fitted, own)
    return fitted.scores[from]! + slope * (own - fitted.values[from]!)
  },
  logSlope: (fitted, own) => Math.log(segmentOf(fitted, own).slope),
})

/** The segment of a value: its first point, and scores per value. */
function segmentOf({ values, scores }: Fitted, own: number): { from: number; slope: number } {
  const next = values.findIndex((value, index) => index > 0 && own < value)
  const from = next < 0 ? values.length - 2 : next - 1
  return { from, slope: (scores[from + 1]! - scores[from]!) / (values[from + 1]! - values[from]!) }
}
