import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chipsOf } from '../../../web/src/pages/study/trials/chips.ts'
import {
  filterAt,
  filterFields,
  withFilter,
} from '../../../web/src/pages/study/trials/filter-fields.ts'
import { parameterNames } from '../../../web/src/pages/study/trials/parameter-names.ts'
import {
  parseTrialsView,
  sortOf,
  sortText,
  type Where,
  whereIn,
} from '../../../web/src/pages/study/trials/view.ts'

describe('the address of the trials’ table', () => {
  it('without anything is everything, best first', () => {
    assert.deepEqual(parseTrialsView({}), { where: {}, sort: 'rank', columns: null, selected: [] })
  })

  it('has filter, order, columns and selection', () => {
    const where = {
      state: ['pruned'],
      value: { from: 0.5 },
      params: { kind: ['a', null], x: { to: 1 } },
    }
    const view = parseTrialsView({
      where,
      sort: '-params.x',
      columns: ['number', 'params.x'],
      selected: [3, 1],
    })
    assert.deepEqual(view, {
      where,
      sort: '-params.x',
      columns: ['number', 'params.x'],
      selected: [3, 1],
    })
  })

  it('of a person may have nonsense, which is left out', () => {
    const nonsense = {
      state: ['done', 'failed'],
      value: { from: 2, to: 1 },
      step: { from: 'many' },
      values: [null, { to: 3 }, 7],
      reason: ' ',
      params: { x: 5, kind: [], flag: [true, {}] },
      other: 1,
    }
    assert.deepEqual(whereIn(nonsense), {
      state: ['failed'],
      values: [null, { to: 3 }, null],
      params: { flag: [true] },
    })
    assert.deepEqual(whereIn('all'), {})
  })

  it('has orders as the API takes them', () => {
    assert.equal(sortOf('rank'), null)
    assert.deepEqual(sortOf('-values[1]'), { column: 'values[1]', isDescending: true })
    for (const sort of ['number', '-params.x']) assert.equal(sortText(sortOf(sort)!), sort)
  })
})

describe('chips', () => {
  const where: Where = {
    state: ['pruned', 'failed'],
    value: { from: 0.5 },
    values: [null, { to: 3 }],
    durationMs: { from: 60_000, to: 120_000 },
    reason: 'nan',
    params: { units: { from: 8, to: 8 }, kind: ['a', null] },
  }

  it('say each condition in words', () => {
    assert.deepEqual(
      chipsOf(where, ['accuracy', 'cost']).map(({ text }) => text),
      [
        'pruned or failed',
        'accuracy ≥ 0.5',
        '1 min ≤ duration ≤ 2 min',
        'cost ≤ 3',
        'reason: “nan”',
        'units = 8',
        'kind: a or null',
      ],
    )
  })

  it('take away their own condition and no other', () => {
    for (const { id, without } of chipsOf(where, ['accuracy', 'cost'])) {
      const left = chipsOf(without, ['accuracy', 'cost']).map((chip) => chip.id)
      const others = chipsOf(where, ['accuracy', 'cost']).flatMap((chip) =>
        chip.id === id ? [] : [chip.id],
      )
      assert.deepEqual(left, others, id)
    }
    const [only] = chipsOf({ params: { x: { to: 1 } } }, [])
    assert.deepEqual(only!.without, {})
  })
})

describe('fields of a filter', () => {
  const axes = [
    {
      parameter: 'x',
      domain: { type: 'float', low: 0, high: 1, log: false, points: null, step: null },
    },
    { parameter: 'kind', domain: { type: 'choice', options: ['a', null, true] } },
  ] as Parameters<typeof filterFields>[1]

  it('are states, objectives, parameters by their domain, and more', () => {
    const fields = filterFields(['accuracy', 'cost'], axes)
    assert.deepEqual(
      fields.map(({ id }) => id),
      [
        ...['state', 'value', 'values[1]', 'params.x', 'params.kind', 'lastStep', 'durationMs'],
        ...['number', 'reason', 'source'],
      ],
    )
    assert.deepEqual(
      fields.filter(({ id }) => id.startsWith('params.')).map(({ kind, hint }) => [kind, hint]),
      [
        ['range', '0 to 1'],
        ['options', 'a, null, true'],
      ],
    )
  })

  it('are read from a filter as they were put into it', () => {
    let where: Where = {}
    const given = {
      state: ['failed'],
      value: { from: 1 },
      'values[1]': { to: 2 },
      'params.kind': [null],
      'params.x': { from: 0, to: 1 },
      reason: 'nan',
    }
    for (const [id, condition] of Object.entries(given)) {
      assert.equal(filterAt(where, id), null)
      where = withFilter(where, id, condition)
    }
    for (const [id, condition] of Object.entries(given)) {
      assert.deepEqual(filterAt(where, id), condition)
    }
    assert.deepEqual(where.values, [null, { to: 2 }])
    assert.deepEqual(whereIn(where), where)
  })
})

describe('columns of parameters', () => {
  it('begin with the important ones, then those of the rows', () => {
    const rows = [
      { b: 1, 'layers[10].units': 2 },
      { a: 1, 'layers[2].units': 3 },
    ]
    assert.deepEqual(parameterNames(['b', 'c'], rows), [
      'b',
      'c',
      'a',
      'layers[2].units',
      'layers[10].units',
    ])
  })
})
