import { findMetric, metrics } from '../../../engine/metrics/index.ts'
import type { Metric } from '../../../engine/metrics/metric.ts'
import { float } from '../holes.ts'
import { type Draft, defineRule, otherwise } from '../rule.ts'

/** Single networks on 5 folds of house prices had a smaller rmse than with 0, and no worse a likelihood. More costs likelihood. */
const beta = 0.25

export const loss = defineRule({
  decides: 'the loss',
  fields: [],
  cases: [
    {
      when: 'a regression judged by the likelihood of its target (`validation.nll`)',
      takes: `\`gaussianNll\` with a \`beta\` of ${beta}, so that rows of large deviations count for their values too: a deviation with each value, [calibrated](calibration.md) by the validation rows`,
      applies: ({ facts: { task }, draft }) => task === 'regression' && isOfLikelihood(draft),
      choose: () => ({
        set: { space: { loss: { type: 'gaussianNll', beta } } },
        chose: `gaussianNll, beta ${beta}`,
      }),
    },
    {
      when: 'a regression',
      takes: '`meanSquaredError`, of the standardized target',
      applies: ({ facts: { task } }) => task === 'regression',
      choose: () => ({
        set: { space: { loss: 'meanSquaredError' } },
        chose: 'meanSquaredError',
      }),
    },
    {
      when: 'three classes or more',
      takes: '`crossEntropy`, label smoothing 0 to 0.1',
      applies: ({ facts: { classes } }) => classes > 2,
      choose: () => ({
        set: {
          space: {
            loss: {
              type: 'crossEntropy',
              labelSmoothing: float('labelSmoothing', { low: 0, high: 0.1, default: 0.03 }),
            },
          },
        },
        chose: 'crossEntropy, label smoothing 0 to 0.1',
      }),
    },
    otherwise(
      () => ({ set: { space: { loss: 'crossEntropy' } }, chose: 'crossEntropy' }),
      '`crossEntropy`',
    ),
  ],
})

function isOfLikelihood({ objective }: Draft): boolean {
  const { metric = '' } = (objective ?? {}) as { metric?: string }
  const known = findMetric(metric)
  return known !== null && (metrics[known.name] as Metric).needsLikelihood
}
