import { defineRule, otherwise } from '../rule.ts'

/** Epochs below which a comparison half way says little. */
const fewEpochs = 6

export const pruner = defineRule({
  decides: 'what ends bad trials early',
  fields: ['pruner'],
  cases: [
    {
      when: `fewer than ${fewEpochs} epochs`,
      takes: '`none`',
      applies: ({ draft }) => epochsOf(draft.space) < fewEpochs,
      choose: () => ({ set: { pruner: { type: 'none' } }, chose: 'none' }),
    },
    otherwise(({ draft }) => {
      const warmupSteps = Math.ceil(epochsOf(draft.space) / 4)
      return {
        set: { pruner: { type: 'median', startupTrials: 5, warmupSteps } },
        chose: `median, after ${warmupSteps} epochs`,
        because: 'the schedule hides differences before a quarter of the epochs',
      }
    }, '`median`, after a quarter of the epochs and five complete trials'),
  ],
})

function epochsOf({ epochs }: Record<string, unknown>): number {
  return epochs as number
}
