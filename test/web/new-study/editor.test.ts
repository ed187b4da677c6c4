import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeBetween } from '../../../web/src/pages/new-study/editor/change-between.ts'
import {
  describeConditions,
  describeDomain,
  searchSeconds,
} from '../../../web/src/pages/new-study/preview-text.ts'

test('the change between two texts makes one of the other, and touches no more than differs', () => {
  for (const [before, after] of [
    ['{"a": 1}', '{"a": 12}'],
    ['aaa', 'aaaa'],
    ['aaaa', 'aa'],
    ['', 'x'],
    ['same', 'same'],
    ['abc', 'xbz'],
  ] as const) {
    const { from, to, insert } = changeBetween(before, after)
    assert.equal(before.slice(0, from) + insert + before.slice(to), after)
  }
  assert.deepEqual(changeBetween('{"a": 1, "b": 2}', '{"a": 3, "b": 2}'), {
    from: 6,
    to: 7,
    insert: '3',
  })
})

test('a domain and its conditions are told in words', () => {
  const range = { low: 0.0003, high: 0.03, log: true, step: null, points: null }
  assert.equal(describeDomain({ type: 'float', ...range }), '0.0003 to 0.03, log')
  const steps = { type: 'int' as const, low: 8, high: 64, log: false, step: 8, points: 3 }
  assert.equal(describeDomain(steps), '8 to 64, step 8, 3 points')
  assert.equal(describeDomain({ type: 'choice', options: ['relu', 8, true] }), 'relu, 8, true')
  assert.equal(
    describeConditions([
      [
        { parameter: 'optimizer', equals: 'adam' },
        { parameter: 'times', above: 2 },
      ],
    ]),
    'optimizer is adam and times above 2',
  )
  assert.equal(describeConditions([]), '')
})

test('a search takes what bounds it first: trials, a grid, or seconds', () => {
  const of = (study: Record<string, unknown>, gridSize: number | null = null) =>
    searchSeconds(10, { study, trainers: 2, gridSize })
  assert.equal(of({ budget: { trials: 6 } }), 30)
  assert.equal(of({ budget: { trials: 6, seconds: 20 } }), 20)
  assert.equal(of({ sampler: { type: 'grid' } }, 8), 40)
  assert.equal(of({ sampler: 'grid', budget: { trials: 2 } }, 8), 10)
  assert.equal(of({ sampler: 'tpe' }, 8), null)
  assert.equal(
    searchSeconds(null, { study: { budget: { trials: 5 } }, trainers: 1, gridSize: null }),
    null,
  )
})
