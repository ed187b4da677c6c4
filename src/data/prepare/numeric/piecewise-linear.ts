/**
 * One input for each of several bins: 0 below the bin, 1 above it, and linear inside. The edges are quantiles of the
 * training rows.
 *
 * Departs from the source: the first and the last bin are bounded too, so that a value outside of the training rows counts
 * as the nearest one inside.
 *
 * @see Gorishniy, Rubachev & Babenko 2022, "On embeddings for numerical features in tabular deep learning", NeurIPS, eq. 1
 */
import { z } from 'zod'
import { quantilesOf } from '../statistics/quantiles.ts'
import { defineEncoding } from './encoding.ts'

export const piecewiseLinear = defineEncoding({
  summary: 'an input for each bin between quantiles: 0 below it, 1 above it, linear inside',
  options: z.strictObject({
    bins: z
      .int()
      .min(2)
      .max(128)
      .default(16)
      .describe('bins of a column; fewer where values repeat'),
  }),
  mostInputs: ({ bins }) => bins,
  countInputs: (values, { bins }) => quantileEdges(values, bins).length - 1,
  fit: (values, _options, inputs) => ({ edges: quantileEdges(values, inputs) }),
  encode({ edges }: { edges: readonly number[] }, value, into, at) {
    for (let bin = 0; bin + 1 < edges.length; bin++) {
      const share = (value - edges[bin]!) / (edges[bin + 1]! - edges[bin]!)
      into[at + bin] = Math.min(Math.max(share, 0), 1)
    }
  },
})

/** Ascending edges of at most `bins` bins; a single one if all values are equal. */
function quantileEdges(values: Float64Array, bins: number): number[] {
  return [...new Set(quantilesOf(values, bins + 1))]
}
