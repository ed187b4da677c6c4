import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { bandwidths } from '../../../src/search/tpe/bandwidth.ts'

const number = fc.double({ min: 0, max: 1, noNaN: true })
const crowded = number.map((u) => 0.5 + u / 1e9) // many in one cell of the sort
const few = fc.constantFrom(0, 0.25, 1)

test('observations are in ascending order, the first of equal ones first', () => {
  const lists = [number, crowded, few, fc.oneof(number, crowded, few)].map((one) =>
    fc.array(one, { minLength: 1, maxLength: 300, size: 'max' }),
  )
  fc.assert(
    fc.property(fc.oneof(...lists), (list) => {
      const { order } = bandwidths(Float64Array.from(list), 0.01)
      const sorted = list
        .map((value, index) => ({ value, index }))
        .sort((a, b) => a.value - b.value || a.index - b.index)
      assert.deepEqual(
        [...order],
        sorted.map(({ index }) => index),
      )
    }),
  )
})

test('a kernel is as wide as its farther neighbour is far, within the limits', () => {
  const { sigmas } = bandwidths(Float64Array.from([0.9, 0.1, 0.2, 0.2]), 0.15)
  assert.deepEqual(
    [...sigmas].map((sigma) => Number(sigma.toFixed(12))),
    [0.7, 0.15, 0.15, 0.7],
  )
  assert.deepEqual([...bandwidths(Float64Array.from([0.3]), 0.1).sigmas], [0.7])
})
