import { countFolds, validationFraction } from '../../../data/split/validation.ts'
import { type Context, defineRule, otherwise } from '../rule.ts'

/** More than the best few add little, and each is trained again and predicts at its own cost. */
const size = 4
/** What the finalists predict for their validation rows is held in memory while members are chosen. */
const mostBytes = 64 * 2 ** 20

interface Followed {
  finalists?: { top: number; seeds: number }
  objective?: { metric: string }
}

export const ensemble = defineRule({
  decides: 'whether the model is a mean of finalists',
  fields: ['ensemble'],
  cases: [
    {
      when: 'the rules chose no finalists, or the objective is not of the validation rows',
      takes: 'one network',
      applies: ({ draft }) => {
        const { finalists, objective } = draft as Followed
        return finalists === undefined || !objective?.metric.startsWith('validation.')
      },
      choose: () => ({ set: {}, chose: 'one network' }),
    },
    {
      when: `what the finalists predict for the validation rows takes more than ${mostBytes / 2 ** 20} MiB`,
      takes: 'one network',
      applies: (context) => heldOutBytes(context) > mostBytes,
      choose: (context) => ({
        set: {},
        chose: 'one network',
        because: `${Math.round(heldOutBytes(context) / 2 ** 20)} MiB`,
      }),
    },
    otherwise(
      () => ({ set: { ensemble: { size } }, chose: `a mean of up to ${size} of the trainings` }),
      `a mean of up to ${size} of the finalists’ trainings, if it is better on the validation rows than one of them; each member is trained again on all rows`,
    ),
  ],
})

function heldOutBytes({ facts, draft }: Context): number {
  const { finalists = { top: 0, seeds: 0 } } = draft as Followed
  const { validation } = draft
  const rows = facts.rows * validationFraction(validation) * countFolds(validation)
  return 4 * rows * Math.max(1, facts.classes) * finalists.top * finalists.seeds
}
