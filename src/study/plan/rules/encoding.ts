import { checkPreparation, inputEstimate } from '../../../data/prepare/check-preparation.ts'
import { PreprocessSpec } from '../../../data/prepare/preprocess.ts'
import type { DatasetSummary } from '../../../data/summary.ts'
import { scaledSides } from '../../check/default-space.ts'
import { isShort, shortSeconds } from '../cost.ts'
import { embedsNumbers } from '../facts.ts'
import { choice } from '../holes.ts'
import { defineRule, otherwise } from '../rule.ts'

/** Bounded inputs: a network predicts nonsense for values far outside of what it was trained on. */
const bounded = ['robustClip', 'quantileNormal', 'piecewiseLinear']
const ofOneWidth = bounded.slice(0, 2) // they give a row as many inputs
const mostInputs = 2_000 // of a row, beyond those of the plainest encoding

export const encoding = defineRule({
  decides: 'how inputs become numbers',
  fields: [],
  cases: [
    {
      when: 'images with a side above 32',
      takes: 'scaled down to 32, standardized',
      applies: ({ facts: { kind, data } }) =>
        kind === 'image' && Math.max(...(data.inputShape ?? []).slice(0, 2)) > 32,
      choose: ({ facts: { data } }) => {
        const resize = scaledSides(data.inputShape ?? [])
        return {
          set: { space: { preprocess: { resize } } },
          chose: `scaled to ${resize.join(' × ')}`,
          because: `${data.inputShape?.slice(0, 2).join(' × ')}`,
        }
      },
    },
    {
      when: 'a table with numeric columns',
      takes: `one of ${bounded.map((name) => `\`${name}\``).join(', ')} (as far as a row has at most ${mostInputs} inputs, and the trainers have ${shortSeconds} s or more for the search: its inputs need other graphs; the last one not where \`layers\` embeds numbers); where numbers are missing, the median, and an input that says so`,
      applies: ({ facts: { data, columns } }) => data.inputShape === null && columns.numeric > 0,
      choose: ({ facts }) => {
        const { data, hasMissing, columns } = facts
        const gaps = hasMissing ? { missing: 'median', missingIndicator: true } : {}
        const offered = isShort(facts) || embedsNumbers(facts) ? ofOneWidth : bounded
        const fitting = offered.filter(
          (numeric, at) => at === 0 || fits(data, PreprocessSpec.parse({ ...gaps, numeric })),
        )
        const numeric = choice('numeric', fitting, fitting[0])
        return {
          set: { space: { preprocess: { numeric, ...gaps } } },
          chose: `one of ${fitting.join(', ')}${hasMissing ? '; medians for missing numbers, with an input that says so' : ''}`,
          because: `${columns.numeric} numeric columns`,
        }
      },
    },
    otherwise(() => ({ set: {}, chose: 'standardized' }), 'standardized'),
  ],
})

function fits(data: DatasetSummary, preprocess: PreprocessSpec): boolean {
  const [inputs = 0] = inputEstimate(data, preprocess).shape
  return inputs <= mostInputs && checkPreparation(data, { preprocess }).length === 0
}
