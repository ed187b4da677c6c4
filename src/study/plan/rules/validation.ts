import { ValidationSpec } from '../../../data/split/validation.ts'
import { trainerSeconds, typicalCost } from '../cost.ts'
import { type Case, type Context, defineRule, otherwise } from '../rule.ts'
import { leastEpochs, mostEpochs } from './epochs.ts'

/** Below these numbers of rows. */
const few = 300
const some = 2_000
const many = 50_000
/** Trials of folds that the search must hold: with few rows, a mean over folds tells more than many trials do. */
const leastTrials = 10

/** Folds cost as many trainings; with many rows, one part tells trials apart. */
export const validation = defineRule({
  decides: 'which rows judge a trial',
  fields: ['validation'],
  cases: [
    {
      when: 'the dataset names its test rows by order, group or column',
      takes: 'the same way',
      applies: ({ facts: { ownValidation } }) => ownValidation !== null,
      choose: ({ facts: { ownValidation } }) => ({
        set: { validation: ownValidation },
        chose: `${ownValidation?.type}, as the test rows`,
      }),
    },
    kfold({ rows: few, repeats: 2, epochs: 'most', epochsOf: mostEpochs }),
    kfold({ rows: some, repeats: 1, epochs: 'fewest', epochsOf: leastEpochs }),
    {
      when: `${many} rows or more`,
      takes: 'a tenth of the rows',
      applies: ({ facts: { rows } }) => rows >= many,
      choose: ({ facts: { rows } }) => holdout(0.1, 'a tenth', rows),
    },
    otherwise(({ facts: { rows } }) => holdout(0.2, 'a fifth', rows), 'a fifth of the rows'),
  ],
})

interface Folds {
  rows: number // below
  repeats: number
  epochs: string // for the docs
  epochsOf(facts: Context['facts']): number
}

/** Small tables: their folds train side by side as lanes. */
function kfold({ rows: below, repeats, epochs, epochsOf }: Folds): Case {
  const folds = 5
  const twice = repeats > 1 ? ', twice' : ''
  const spec = ValidationSpec.parse({ type: 'kfold', folds, repeats })
  const isAffordable = ({ facts, draft }: Context) => {
    const { start, epoch } = typicalCost({ ...draft.space, epochs: 1 }, spec, facts)
    return leastTrials * (start + epochsOf(facts) * epoch) <= trainerSeconds(facts)
  }
  return {
    when: `below ${below} rows, not images, each class has ${folds} rows or more, and the search holds ${leastTrials} trials of them with the ${epochs} epochs (see \`epochs\`)`,
    takes: `${folds} folds${twice}`,
    applies: (context) => {
      const { rows, kind, smallestClass } = context.facts
      const isSmall = rows < below && kind !== 'image' && smallestClass >= folds
      return isSmall && isAffordable(context)
    },
    choose: ({ facts: { rows } }) => ({
      set: { validation: spec },
      chose: `${folds} folds${twice}`,
      because: `${rows} rows`,
    }),
  }
}

function holdout(fraction: number, share: string, rows: number) {
  const held = ValidationSpec.parse({ type: 'holdout', fraction })
  return { set: { validation: held }, chose: `${share} of the rows`, because: `${rows} rows` }
}
