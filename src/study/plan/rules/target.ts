import { choice } from '../holes.ts'
import { defineRule, otherwise } from '../rule.ts'

/** Amounts such as prices and counts: the largest is many times the smallest, and errors grow with them. */
const fewTimes = 10
const leastSpread = 0.3 // standard deviation, as a share of the mean

export const target = defineRule({
  decides: 'what a regression learns of its target',
  fields: [],
  cases: [
    {
      when: 'a classification',
      takes: 'the class',
      applies: ({ facts: { task } }) => task === 'classification',
      choose: () => ({ set: {}, chose: 'the class' }),
    },
    {
      when: `all targets above 0, the largest ${fewTimes} times the smallest, their deviation ${leastSpread} times the mean or more`,
      takes: '`log` or `standardize`; predictions stay near the range of the training rows',
      applies: ({ facts: { target: column } }) => {
        const { min = 0, max = 0, mean = 0, deviation = 0 } = column ?? {}
        return min > 0 && max >= fewTimes * min && deviation >= leastSpread * mean
      },
      choose: ({ facts: { target: column } }) => ({
        set: { space: { preprocess: { target: choice('target', ['log', 'standardize'], 'log') } } },
        chose: 'log or standardize',
        because: `${column?.min} to ${column?.max}`,
      }),
    },
    otherwise(
      () => ({ set: {}, chose: 'standardize' }),
      '`standardize`; predictions stay near the range of the training rows',
    ),
  ],
})
