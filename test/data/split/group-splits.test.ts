import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { groupFolds, someGroups } from '../../../src/data/split/group-splits.ts'

const runs = { seed: 1, numRuns: 300 }
const groups = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 2, maxLength: 200 })
const seeds = fc.integer({ min: 0, max: 1_000 })
const range = (length: number) => Uint32Array.from({ length }, (_, row) => row)
const groupsIn = (rows: Uint32Array, codes: Int32Array) => new Set(rows.map((row) => codes[row]!))

test('a hold-out takes whole groups, one at least and never all', () => {
  const fraction = fc.double({ min: 0.01, max: 0.9, noNaN: true })
  fc.assert(
    fc.property(groups, fraction, seeds, (list, fraction, seed) => {
      const codes = Int32Array.from(list)
      const held = someGroups(range(list.length), { fraction, codes, seed, stream: 2 })
      const kept = range(list.length).filter((row) => !held.includes(row))
      if (new Set(list).size === 1) return assert.equal(held.length, 0)
      assert.ok(held.length > 0 && kept.length > 0)
      const ofHeld = groupsIn(held, codes)
      assert.ok([...groupsIn(kept, codes)].every((group) => !ofHeld.has(group)))
      assert.deepEqual(held, held.slice().sort())
    }),
    runs,
  )
})

test('the share is met where groups are small, and other seeds choose other groups', () => {
  const codes = Int32Array.from(range(1_000), (row) => row % 100)
  const held = (seed: number) => someGroups(range(1_000), { fraction: 0.2, codes, seed, stream: 2 })
  assert.equal(held(1).length, 200)
  assert.deepEqual(held(1), held(1))
  assert.notDeepEqual(held(1), held(2))
})

test('folds part the rows, each group is in one, and none is empty where there are enough groups', () => {
  fc.assert(
    fc.property(groups, fc.integer({ min: 2, max: 6 }), seeds, (list, count, seed) => {
      const codes = Int32Array.from(list)
      const folds = groupFolds(range(list.length), { count, codes, seed, stream: 3 })
      assert.equal(folds.length, count)
      assert.deepEqual(
        Uint32Array.from(folds.flatMap((fold) => [...fold])).sort(),
        range(list.length),
      )
      const seen = folds.flatMap((fold) => [...groupsIn(fold, codes)])
      assert.equal(new Set(seen).size, seen.length)
      const enough = new Set(list).size >= count
      assert.equal(
        folds.every((fold) => fold.length > 0),
        enough,
      )
    }),
    runs,
  )
})
