import { type Case, defineRule, otherwise } from '../rule.ts'

/** The average spans a few epochs, whatever the number of rows. */
export const averaging = defineRule({
  decides: 'which weights are kept',
  fields: [],
  cases: [
    below(3_000, 0.98),
    below(30_000, 0.99),
    otherwise(() => ema(0.998), 'a moving average of the weights, decay 0.998'),
  ],
})

function below(most: number, decay: number): Case {
  return {
    when: `below ${most} rows`,
    takes: `a moving average of the weights, decay ${decay}`,
    applies: ({ facts: { rows } }) => rows < most,
    choose: () => ema(decay),
  }
}

function ema(decay: number) {
  return {
    set: { space: { averaging: { type: 'ema', decay } } },
    chose: `a moving average of the weights, decay ${decay}`,
  }
}
