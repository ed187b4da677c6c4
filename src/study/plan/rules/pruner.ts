import { defineRule, otherwise } from '../rule.ts'

/** Epochs below which a comparison on the way says little. */
const fewEpochs = 6
const firstRung = 1 / 5 // share of the epochs

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
      const minResource = Math.ceil(epochsOf(draft.space) * firstRung)
      return {
        set: { pruner: { type: 'asha', minResource, reductionFactor: 3 } },
        chose: `asha, from epoch ${minResource} on`,
        because: 'trials share one schedule and one number of epochs, so that they can be compared',
      }
    }, '`asha`, first after a fifth of the epochs, then after three fifths'),
  ],
})

function epochsOf({ epochs }: Record<string, unknown>): number {
  return epochs as number
}
