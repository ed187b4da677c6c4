import { ValidationSpec } from '../../../data/split/validation.ts'
import { type Case, defineRule, otherwise } from '../rule.ts'

/** Below these numbers of rows. */
const few = 300
const some = 2_000
const many = 50_000

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
    kfold({ rows: few, repeats: 2 }),
    kfold({ rows: some, repeats: 1 }),
    {
      when: `${many} rows or more`,
      takes: 'a tenth of the rows',
      applies: ({ facts: { rows } }) => rows >= many,
      choose: ({ facts: { rows } }) => holdout(0.1, 'a tenth', rows),
    },
    otherwise(({ facts: { rows } }) => holdout(0.2, 'a fifth', rows), 'a fifth of the rows'),
  ],
})

/** Small tables: their folds train side by side as lanes. */
function kfold({ rows: below, repeats }: { rows: number; repeats: number }): Case {
  const folds = 5
  const twice = repeats > 1 ? ', twice' : ''
  return {
    when: `below ${below} rows, not images, and each class has ${folds} rows or more`,
    takes: `${folds} folds${twice}`,
    applies: ({ facts: { rows, kind, smallestClass } }) =>
      rows < below && kind !== 'image' && smallestClass >= folds,
    choose: ({ facts: { rows } }) => ({
      set: { validation: ValidationSpec.parse({ type: 'kfold', folds, repeats }) },
      chose: `${folds} folds${twice}`,
      because: `${rows} rows`,
    }),
  }
}

function holdout(fraction: number, share: string, rows: number) {
  const held = ValidationSpec.parse({ type: 'holdout', fraction })
  return { set: { validation: held }, chose: `${share} of the rows`, because: `${rows} rows` }
}
