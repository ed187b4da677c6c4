/** Generates the tables of docs/search-for-me.md. */

import type { Rule } from '../../src/study/plan/rule.ts'
import { rules } from '../../src/study/plan/rules/index.ts'
import { code, tableOf } from './markdown.ts'

const entries = Object.entries<Rule>(rules)

export const planTables = {
  'plan-rules': () =>
    tableOf(
      ['rule', 'decides', 'when', 'it takes'],
      entries.flatMap(([name, { decides, cases }]) =>
        cases.map(({ when, takes }, at) => [
          at === 0 ? code(name) : '',
          at === 0 ? decides : '',
          when,
          takes,
        ]),
      ),
    ),
  'plan-needs': () =>
    tableOf(
      ['rule', 'what must hold'],
      entries.flatMap(([name, { needs = [] }]) => needs.map(({ must }) => [code(name), must])),
    ),
}
