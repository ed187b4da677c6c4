/**
 * x / √(1 + (x/3)²), where x is the distance from the median in interquartile ranges: close to x for usual values, and
 * never beyond ±3.
 *
 * @see Holzmüller, Grinsztajn & Steinwart 2024, "Better by default: strong pre-tuned MLPs and boosted trees on tabular
 *      data", NeurIPS, §3 and appendix C (RealMLP: robust scale and smooth clipping)
 */
import { z } from 'zod'
import { quantile } from '../../../search/math/quantile.ts'
import { defineEncoding, oneInput } from './encoding.ts'

const limit = 3

export const robustClip = defineEncoding({
  summary: '(value − median) / interquartile range, smoothly clipped to ±3, as RealMLP does',
  options: z.strictObject({}),
  ...oneInput,
  fit(values) {
    const sorted = values.slice().sort()
    return { median: quantile(sorted, 0.5), scale: robustScale(sorted) }
  },
  encode({ median, scale }: { median: number; scale: number }, value, into, at) {
    const x = (value - median) * scale
    into[at] = x / Math.hypot(1, x / limit)
  },
})

/** 1 / interquartile range; 2 / range if the quartiles are equal; 0 if all values are. */
function robustScale(sorted: Float64Array): number {
  const between = quantile(sorted, 0.75) - quantile(sorted, 0.25)
  if (between > 0) return 1 / between
  const range = sorted.at(-1)! - sorted[0]!
  return range > 0 ? 2 / range : 0
}
