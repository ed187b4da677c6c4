import { float } from '../holes.ts'
import { defineRule, otherwise } from '../rule.ts'

export const loss = defineRule({
  decides: 'the loss',
  fields: [],
  cases: [
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
