import { choice } from '../holes.ts'
import { type Case, defineRule, otherwise } from '../rule.ts'

export const batchSize = defineRule({
  decides: 'the batch size',
  fields: [],
  cases: [
    below(300, [16, 32]),
    below(3_000, [32, 64]),
    below(30_000, [64, 128]),
    below(300_000, [128, 256, 512]),
    otherwise(() => sizes([512, 1_024]), '512, 1024'),
  ],
})

function below(most: number, options: number[]): Case {
  return {
    when: `below ${most} rows`,
    takes: options.join(', '),
    applies: ({ facts: { rows } }) => rows < most,
    choose: () => sizes(options),
  }
}

/** The default is the second smallest. */
function sizes(options: number[]) {
  const middle = options[Math.min(1, options.length - 2)]
  return {
    set: { space: { batchSize: choice('batchSize', options, middle) } },
    chose: options.join(', '),
  }
}
