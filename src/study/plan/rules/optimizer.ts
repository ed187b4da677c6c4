import { logFloat } from '../holes.ts'
import { defineRule, otherwise } from '../rule.ts'

/** The rate ends near zero, so that the last epochs are the best ones: no early stopping is needed. */
export const optimizer = defineRule({
  decides: 'how weights are updated',
  fields: [],
  cases: [
    {
      when: 'images',
      takes:
        '`adamw`, learning rate 0.001 to 0.03, weight decay 0.001 to 0.3, in one cycle (`oneCycle`)',
      applies: ({ facts: { kind } }) => kind === 'image',
      choose: () => ({
        set: {
          space: {
            optimizer: adamw([1e-3, 3e-2, 6e-3], [1e-3, 0.3, 0.02]),
            schedule: { type: 'oneCycle' },
          },
        },
        chose: 'adamw in one cycle, learning rate 0.001 to 0.03',
      }),
    },
    otherwise(
      () => ({
        set: {
          space: {
            optimizer: adamw([3e-4, 3e-2, 3e-3], [1e-3, 1, 0.03]),
            schedule: { type: 'cosine' },
          },
        },
        chose: 'adamw, learning rate 0.0003 to 0.03, falling as a cosine',
      }),
      '`adamw`, learning rate 0.0003 to 0.03, weight decay 0.001 to 1, falling as a cosine',
    ),
  ],
})

type Range = [low: number, high: number, value: number]

function adamw(rate: Range, decay: Range) {
  return {
    type: 'adamw',
    learningRate: logFloat('learningRate', range(rate)),
    weightDecay: logFloat('weightDecay', range(decay)),
  }
}

function range([low, high, value]: Range) {
  return { low, high, default: value }
}
