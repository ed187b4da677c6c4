import { defineRule, otherwise } from '../rule.ts'

export const sampler = defineRule({
  decides: 'what proposes trials',
  fields: ['sampler'],
  cases: [
    otherwise(
      () => ({
        set: { sampler: { type: 'auto' } },
        chose: 'auto: each trial says which sampler proposed it, and why',
      }),
      '`auto`',
    ),
  ],
})
