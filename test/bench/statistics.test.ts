import assert from 'node:assert/strict'
import { test } from 'node:test'
import { markdownTable, median, shown } from '../../bench/statistics.ts'

test('the median of an even count is the mean of the middle two', () => {
  assert.equal(median([9, 1, 5]), 5)
  assert.equal(median([9, 1, 5, 6]), 5.5)
  assert.throws(() => median([]))
})

test('figures have three significant digits', () => {
  assert.equal(shown(0.123456), '0.123')
  assert.equal(shown(12345), '12,300')
})

test('a table has a line a row', () => {
  assert.equal(markdownTable(['a', 'b'], [['1', '2']]), '| a | b |\n| --- | --- |\n| 1 | 2 |')
})
