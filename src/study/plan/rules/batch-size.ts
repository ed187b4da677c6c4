import { isShort, shortSeconds } from '../cost.ts'
import { choice } from '../holes.ts'
import { type Case, type Context, defineRule, otherwise } from '../rule.ts'

export const batchSize = defineRule({
  decides: `the batch size; one, the second smallest of these or the smaller of two, if the trainers have less than ${shortSeconds} s for the search and the data are no images, so that trials share compiled graphs`,
  fields: [],
  cases: [
    below(300, [16, 32]),
    below(3_000, [32, 64]),
    below(30_000, [64, 128]),
    below(300_000, [128, 256, 512]),
    otherwise((context) => sizes(context, [512, 1_024]), '512, 1024'),
  ],
})

function below(most: number, options: number[]): Case {
  return {
    when: `below ${most} rows`,
    takes: options.join(', '),
    applies: ({ facts: { rows } }) => rows < most,
    choose: (context) => sizes(context, options),
  }
}

/** The default is the second smallest, or the smaller of two. */
function sizes({ facts }: Context, options: number[]) {
  const middle = options[Math.min(1, options.length - 2)]
  if (isShort(facts)) {
    const because = 'in a short search, trials share compiled graphs'
    return { set: { space: { batchSize: middle } }, chose: String(middle), because }
  }
  return {
    set: { space: { batchSize: choice('batchSize', options, middle) } },
    chose: options.join(', '),
  }
}
