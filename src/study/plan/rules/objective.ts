import { defineRule, otherwise } from '../rule.ts'

/** Rows of the largest class, as a multiple of those of the smallest, from which accuracy hides the small ones. */
const imbalance = 10

export const objective = defineRule({
  decides: 'what is judged',
  fields: ['objective', 'objectives'],
  cases: [
    {
      when: 'a regression',
      takes: '`validation.rmse`',
      applies: ({ facts: { task } }) => task === 'regression',
      choose: () => metric('validation.rmse'),
    },
    {
      when: `two classes, one with ${imbalance} times the rows of the other`,
      takes: '`validation.auc`: accuracy would hardly see the smaller class',
      applies: ({ facts: { classes, rows, smallestClass } }) =>
        classes === 2 && rows - smallestClass >= imbalance * smallestClass,
      choose: () => metric('validation.auc'),
    },
    otherwise(() => metric('validation.accuracy'), '`validation.accuracy`'),
  ],
})

function metric(name: string) {
  return { set: { objective: { metric: name } }, chose: name }
}
