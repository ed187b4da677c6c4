import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  foldRows,
  holdoutRows,
  otherRows,
  randomTestRows,
  shares,
} from '../../../src/data/split/splits.ts'

const seed = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
const fraction = fc.double({ min: 0, max: 0.9, noNaN: true })
const runs = { seed: 1, numRuns: 200 }

function range(length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, row) => row)
}

test('parts the rows: none lost, none twice, both parts ascending', () => {
  fc.assert(
    fc.property(seed, fraction, fc.integer({ min: 0, max: 300 }), (seed, fraction, length) => {
      const rows = range(length)
      const chosen = holdoutRows(rows, { fraction, labels: null, seed })
      const others = otherRows(rows, chosen)
      assert.deepEqual(Uint32Array.of(...chosen, ...others).sort(), rows)
      assert.deepEqual(others, others.slice().sort())
      assert.deepEqual(chosen, chosen.slice().sort())
    }),
    runs,
  )
})

test('takes the rounded share, and leaves a row', () => {
  fc.assert(
    fc.property(seed, fraction, fc.integer({ min: 1, max: 300 }), (seed, fraction, length) => {
      const { length: count } = holdoutRows(range(length), { fraction, labels: null, seed })
      assert.equal(count, Math.min(Math.round(length * fraction), length - 1))
    }),
    runs,
  )
})

test('gives each class its share, rounded down or up, and the whole its exact share', () => {
  const classSizes = fc.array(fc.integer({ min: 2, max: 60 }), { minLength: 2, maxLength: 8 })
  fc.assert(
    fc.property(seed, fraction, classSizes, (seed, fraction, sizes) => {
      const labels = Int32Array.from(sizes.flatMap((size, label) => Array(size).fill(label)))
      const chosen = holdoutRows(range(labels.length), { fraction, labels, seed })
      for (const [label, size] of sizes.entries()) {
        const count = chosen.filter((row) => labels[row] === label).length
        assert.ok(Math.abs(count - size * fraction) < 1 + 1e-9, `${count} of ${size}`)
        assert.ok(count < size)
      }
      const wanted = Math.round(labels.length * fraction)
      assert.ok(chosen.length === wanted || (fraction > 0.5 && chosen.length < wanted))
    }),
    runs,
  )
})

test('shares go to the largest remainders first', () => {
  assert.deepEqual(shares([10, 10, 5], 0.25), [3, 2, 1]) // 6.25 of 25: 2.5, 2.5, 1.25
  assert.deepEqual(shares([2, 2], 0.2), [1, 0])
  assert.deepEqual(shares([1, 100], 0.5), [0, 50])
})

test('a row keeps its rank when rows are added: at most the boundary moves', () => {
  fc.assert(
    fc.property(seed, fc.integer({ min: 20, max: 200 }), (seed, length) => {
      const options = { fraction: 0.3, labels: null, seed }
      const before = new Set(holdoutRows(range(length), options))
      const after = [...holdoutRows(range(length + 1), options)].filter((row) => row < length)
      const left = [...before].filter((row) => !after.includes(row))
      const joined = after.filter((row) => !before.has(row))
      assert.ok(left.length + joined.length <= 1)
    }),
    runs,
  )
})

test('other seeds choose other rows, also when they differ only above 32 bits', () => {
  const choose = (seed: number) =>
    [...holdoutRows(range(1_000), { fraction: 0.2, labels: null, seed })].join()
  const seeds = [0, 1, 2, 2 ** 32, 2 ** 32 + 1, 2 ** 52]
  assert.equal(new Set(seeds.map(choose)).size, seeds.length)
  assert.equal(choose(1), choose(1))
})

test('choices spread evenly over the rows', () => {
  // counts in ten tenths of 100,000 rows at 0.2: mean 2,000, deviation √(10000·0.2·0.8) = 40; ten beyond 5σ: p < 1e-5
  const chosen = holdoutRows(range(100_000), { fraction: 0.2, labels: null, seed: 7 })
  const counts = new Uint32Array(10)
  for (const row of chosen) counts[Math.floor(row / 10_000)]!++
  for (const count of counts) assert.ok(Math.abs(count - 2_000) < 200, `${[...counts]}`)
})

test('test rows are unlike the hold-out of any equal fraction', () => {
  const chosen = randomTestRows(range(500), { fraction: 0.2, labels: null })
  assert.equal(chosen.length, 100)
  const holdout = new Set(holdoutRows(range(500), { fraction: 0.2, labels: null, seed: 0x5eed }))
  assert.ok(chosen.filter((row) => holdout.has(row)).length < 50) // 20 expected
})

test('folds of k-fold are of one size, share no row, and hold all but the few that do not divide', () => {
  fc.assert(
    fc.property(
      seed,
      fc.integer({ min: 20, max: 200 }),
      fc.integer({ min: 2, max: 9 }),
      (seed, length, count) => {
        const folds = foldRows(range(length), { count, labels: null, seed })
        assert.deepEqual(
          folds.map((fold) => fold.length),
          new Array(count).fill(Math.floor(length / count)),
        )
        assert.equal(
          new Set(folds.flatMap((fold) => [...fold])).size,
          count * Math.floor(length / count),
        )
      },
    ),
    runs,
  )
})

test('stratified folds hold each class alike', () => {
  const labels = Int32Array.from({ length: 203 }, (_, row) => (row % 10 === 0 ? 2 : row % 2))
  const folds = foldRows(range(203), { count: 4, labels, seed: 5 })
  for (const label of [0, 1, 2]) {
    const counts = folds.map((fold) => fold.filter((row) => labels[row] === label).length)
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, `${counts}`)
  }
})
