/**
 * The number's quantile among the training rows, as the same quantile of a standard normal distribution. Linear between
 * the fitted quantiles, constant outside of them, so bounded: by ±3.3 for 1,000 rows.
 *
 * @see scikit-learn's QuantileTransformer(output_distribution='normal'); Gorishniy et al. 2021, "Revisiting deep learning
 *      models for tabular data", NeurIPS. Departs from both: the smallest of n values is at quantile 1/(2n), not 0
 */
import { z } from 'zod'
import { fitNormalScores, interpolate, type NormalScores } from '../statistics/normal-scores.ts'
import { defineEncoding, oneInput } from './encoding.ts'

export const quantileNormal = defineEncoding({
  summary: 'the same quantile of a normal distribution; bounded by the training rows',
  options: z.strictObject({
    quantiles: z
      .int()
      .min(4)
      .max(1000)
      .default(100)
      .describe('quantiles of the training rows that are kept; linear between them'),
  }),
  ...oneInput,
  fit: (values, { quantiles }) => fitNormalScores(values, quantiles),
  encode({ values, scores }: NormalScores, value, into, at) {
    into[at] = interpolate(value, values, scores)
  },
})
