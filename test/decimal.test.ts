import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDecimal } from '../src/decimal.ts'

test('numbers are read as JSON reads them', () => {
  for (const text of ['0', '-1', '10', '0.25', '1e3', '2E-2', '-1.5e+1']) {
    assert.equal(parseDecimal(text), JSON.parse(text))
  }
})

test('other notations, blanks and nothing are no numbers', () => {
  for (const text of ['', ' ', '0x10', '0b1', '1_000', '.5', '5.', '+1', '01', 'NaN', 'Infinity']) {
    assert.equal(parseDecimal(text), null, JSON.stringify(text))
  }
})
