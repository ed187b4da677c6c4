import { scaledSides } from '../../check/default-space.ts'
import { defineRule, otherwise } from '../rule.ts'

export const encoding = defineRule({
  decides: 'how inputs become numbers',
  fields: [],
  cases: [
    {
      when: 'images with a side above 32',
      takes: 'scaled down to 32',
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
      when: 'a table with missing numbers',
      takes: 'standardized, the median for a missing number, and an input that says so',
      applies: ({ facts: { kind, hasMissing } }) => kind === 'table' && hasMissing,
      choose: () => ({
        set: { space: { preprocess: { missing: 'median', missingIndicator: true } } },
        chose: 'standardized, medians for missing numbers, with an input that says so',
      }),
    },
    otherwise(() => ({ set: {}, chose: 'standardized' }), 'standardized'),
  ],
})
