import type { ColumnSummary } from '../../../data/summary.ts'
import type { Facts } from '../facts.ts'
import { knownOrder } from '../known-scales.ts'
import { defineRule, otherwise } from '../rule.ts'

/** One number for a quality says more than an input for each of its levels: a network need not learn their order. */
export const orders = defineRule({
  decides: 'which categories have an order',
  fields: [],
  cases: [
    {
      when: 'a column of categories whose three or more levels are words of a known scale, such as Po, Fa, TA, Gd, Ex; low, medium, high; S, M, L, XL (src/study/plan/known-scales.ts)',
      takes:
        'its standardized rank (`preprocess.orders`), unless the dataset’s spec gives an order',
      applies: ({ facts }) => Object.keys(found(facts)).length > 0,
      choose: ({ facts }) => {
        const known = found(facts)
        const names = Object.keys(known)
        return {
          set: { space: { preprocess: { orders: known } } },
          chose: `ranks for ${names.length} columns`,
          because: names.map((name) => `${name} (${known[name]!.join(' < ')})`).join(', '),
        }
      },
    },
    otherwise(() => ({ set: {}, chose: 'none beside those of the dataset’s spec' }), 'none'),
  ],
})

/** The summary has only the most frequent levels of a column: with more, its order is not known. */
function found({ data: { columns } }: Facts): Record<string, string[]> {
  const orderOf = ({ name, role, encoding, order, levels = [], distinct }: ColumnSummary) => {
    if (role !== 'input' || encoding !== 'categorical' || order || levels.length < distinct)
      return []
    const known = knownOrder(levels.map(({ value }) => value))
    return known ? [[name, known] as const] : []
  }
  return Object.fromEntries(columns.flatMap(orderOf))
}
