import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dateParts, varyingParts } from '../../../src/data/dates/parts.ts'

const at = (text: string) => Date.parse(text)

test('each part of a moment', () => {
  const ms = at('2024-02-15T06:00:00Z') // a Thursday
  assert.equal(dateParts.days.of(ms), 19_768.25)
  assert.equal(dateParts.year.of(ms), 2024)
  assert.equal(dateParts.month.of(ms), (1 + 14 / 29) / 12)
  assert.equal(dateParts.dayOfMonth.of(ms), 14 / 29)
  assert.equal(dateParts.dayOfWeek.of(ms), 4 / 7)
  assert.equal(dateParts.timeOfDay.of(ms), 0.25)
  assert.equal(dateParts.dayOfWeek.of(at('1969-12-28T00:00:00Z')), 0) // a Sunday before 1970
  assert.equal(dateParts.timeOfDay.of(at('1969-12-28T18:00:00Z')), 0.75)
})

test('only parts that vary are inputs', () => {
  const parts = (...texts: string[]) => varyingParts(Float64Array.from(texts, at))
  assert.deepEqual(parts('2024-01-01', '2024-01-01'), [])
  assert.deepEqual(parts('2024-01-01T01:00Z', '2024-01-01T02:00Z'), ['days', 'timeOfDay'])
  assert.deepEqual(parts('2024-01-01', '2024-02-01', '2025-01-01'), ['days', 'year', 'month'])
  assert.deepEqual(parts('2024-01-01', '2024-01-02'), ['days', 'month', 'dayOfMonth', 'dayOfWeek'])
  assert.deepEqual(varyingParts(Float64Array.of(Number.NaN)), [])
})
