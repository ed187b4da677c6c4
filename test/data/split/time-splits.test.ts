import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { latestRows, pastFolds } from '../../../src/data/split/time-splits.ts'

const runs = { seed: 1, numRuns: 300 }
const times = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 2, maxLength: 120 })
const range = (length: number) => Uint32Array.from({ length }, (_, row) => row)
const rowsOf = (codes: readonly number[]) => range(codes.length)

function isLater(codes: Int32Array, later: Uint32Array, earlier: Uint32Array): boolean {
  const last = Math.max(...Array.from(earlier, (row) => codes[row]!))
  return later.every((row) => codes[row]! > last)
}

test('the latest rows come after all others, and rows of one time stay together', () => {
  const fraction = fc.double({ min: 0.01, max: 0.9, noNaN: true })
  fc.assert(
    fc.property(times, fraction, (list, fraction) => {
      const codes = Int32Array.from(list)
      const held = latestRows(rowsOf(list), { fraction, codes })
      const kept = rowsOf(list).filter((row) => !held.includes(row))
      if (new Set(list).size === 1) return assert.equal(held.length, 0)
      assert.ok(held.length > 0 && kept.length > 0)
      assert.ok(isLater(codes, held, kept))
      assert.deepEqual(held, held.slice().sort())
    }),
    runs,
  )
})

test('the share is exact where no time is shared, and the nearest possible where some are', () => {
  const rows = range(120)
  const codes = Int32Array.from(rows, (row) => 119 - row)
  assert.deepEqual(latestRows(rows, { fraction: 0.2, codes }), range(24)) // the file is in reverse order
  assert.deepEqual(latestRows(rows, { fraction: 0.2, codes: null }), range(120).slice(96))
  const shared = Int32Array.from([0, 0, 0, 0, 1, 1, 1, 2, 2, 2])
  assert.deepEqual([...latestRows(range(10), { fraction: 0.2, codes: shared })], [7, 8, 9])
  assert.deepEqual([...latestRows(range(10), { fraction: 0.5, codes: shared })], [4, 5, 6, 7, 8, 9])
})

test('folds look back: each trains on everything before its validation rows, the latest comes first', () => {
  const folds = pastFolds(range(12), { count: 3, codes: null })
  assert.deepEqual(
    folds.map(({ train, validation }) => [[...train].length, [...validation]]),
    [
      [9, [9, 10, 11]],
      [6, [6, 7, 8]],
      [3, [3, 4, 5]],
    ],
  )
})

test('there are all folds wherever there is a time for each and one before them', () => {
  fc.assert(
    fc.property(times, fc.integer({ min: 2, max: 8 }), (list, count) => {
      const codes = Int32Array.from(list)
      const folds = pastFolds(rowsOf(list), { count, codes })
      const isPossible = new Set(list).size > count
      assert.equal(folds.length === count, isPossible)
      for (const [index, { train, validation }] of folds.entries()) {
        assert.ok(train.length > 0 && validation.length > 0)
        assert.ok(isLater(codes, validation, train))
        const next = folds[index + 1]
        if (next) assert.deepEqual(Uint32Array.of(...next.train, ...next.validation).sort(), train)
      }
    }),
    runs,
  )
})
