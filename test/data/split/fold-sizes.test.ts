import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sizedAlike } from '../../../src/data/split/fold-sizes.ts'

test('all folds train on as many rows as the largest and are validated on as many as the smallest', () => {
  const folds = sizedAlike(
    [
      { train: Uint32Array.of(0, 1, 2, 3, 4), validation: Uint32Array.of(5, 6, 7) },
      { train: Uint32Array.of(0, 1), validation: Uint32Array.of(2, 3) },
    ],
    1,
  )
  const [first, second] = folds
  assert.deepEqual([...first!.train], [0, 1, 2, 3, 4])
  assert.deepEqual([...second!.train], [0, 1, 0, 1, 0])
  assert.deepEqual([...second!.own], [0, 1])
  assert.equal(first!.validation.length, 2)
  assert.ok(first!.validation.every((row) => row >= 5))
  assert.deepEqual([...second!.validation], [2, 3])
})
