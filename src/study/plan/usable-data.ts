import { defineRule, otherwise } from './rule.ts'

const leastRows = 10
const leastOfClass = 2

/** What the study learns from, and whether it can be learned from. */
export const usableData = defineRule({
  decides: 'what kind of data it is',
  fields: [],
  needs: [
    {
      must: 'the dataset has an input that is not constant',
      fault: ({ facts: { inputs } }) =>
        inputs > 0
          ? null
          : {
              pointer: '/dataset',
              detail: 'has no inputs: every column is the target, ignored or constant',
            },
    },
    {
      must: `at least ${leastRows} rows beside the test rows`,
      fault: ({ facts: { rows } }) =>
        rows >= leastRows
          ? null
          : {
              pointer: '/dataset',
              detail: `has ${rows} rows beside the test rows; at least ${leastRows} are needed to train and validate`,
            },
    },
    {
      must: 'a classification has two classes or more',
      fault: ({ facts: { task, classes } }) =>
        task === 'regression' || classes >= 2
          ? null
          : { pointer: '/dataset', detail: 'has one class: there is nothing to tell apart' },
    },
    {
      must: `each class has at least ${leastOfClass} rows beside the test rows`,
      fault: ({ facts: { smallestClass } }) =>
        smallestClass >= leastOfClass
          ? null
          : {
              pointer: '/dataset',
              detail: `has a class with ${smallestClass} rows beside the test rows; at least ${leastOfClass} are needed, one to train and one to validate on`,
            },
    },
    {
      must: 'the target of a regression varies',
      fault: ({ facts: { task, target } }) =>
        task === 'classification' || target?.deviation === undefined || target.deviation > 0
          ? null
          : { pointer: '/dataset', detail: 'has a constant target: there is nothing to learn' },
    },
  ],
  cases: [
    {
      when: 'inputs of shape [height, width, channels], both sides 8 or more',
      takes: 'images',
      applies: ({ facts: { kind } }) => kind === 'image',
      choose: ({ facts: { data, rows } }) => ({
        set: {},
        chose: `images of ${data.inputShape?.join(' × ')}, ${rows} rows`,
      }),
    },
    {
      when: 'inputs of shape [steps, features]',
      takes: 'sequences',
      applies: ({ facts: { kind } }) => kind === 'sequence',
      choose: ({ facts: { data, rows } }) => ({
        set: {},
        chose: `sequences of ${data.inputShape?.join(' × ')}, ${rows} rows`,
      }),
    },
    {
      when: 'inputs of another shape with several axes',
      takes: 'numbers, flattened',
      applies: ({ facts: { kind } }) => kind === 'tensor',
      choose: ({ facts: { inputs, rows } }) => ({
        set: {},
        chose: `${inputs} numbers a row, flattened, ${rows} rows`,
      }),
    },
    otherwise(({ facts: { columns, rows, inputs } }) => {
      const { numeric, categorical, dates } = columns
      const kinds = [
        ...(numeric > 0 ? [`${numeric} numeric`] : []),
        ...(categorical > 0 ? [`${categorical} categorical`] : []),
        ...(dates > 0 ? [`${dates} of dates`] : []),
      ]
      const of = kinds.length > 0 ? `: columns ${kinds.join(', ')}` : ''
      return { set: {}, chose: `a table of ${rows} rows with ${inputs} inputs${of}` }
    }, 'a table'),
  ],
})
