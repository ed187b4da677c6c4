import assert from 'node:assert/strict'
import { test } from 'node:test'
import { permuted, unpermuted } from '../../../src/search/grid/permutation.ts'

for (const size of [1, 2, 3, 6, 64, 1000, 4097]) {
  test(`permuted visits each of ${size} once, and unpermuted finds the way back`, () => {
    const images = Array.from({ length: size }, (_, index) => permuted(index, size, 9))
    assert.deepEqual(
      images.toSorted((a, b) => a - b),
      images.map((_, index) => index),
    )
    assert.deepEqual(
      images.map((image) => unpermuted(image, size, 9)),
      images.map((_, index) => index),
    )
  })
}

test('another seed is another order, and neither is the plain one', () => {
  const order = (seed: number) => Array.from({ length: 50 }, (_, i) => permuted(i, 50, seed)).join()
  const plain = Array.from({ length: 50 }, (_, i) => i).join()
  assert.equal(new Set([order(1), order(2), order(1 + 2 ** 32), plain]).size, 4)
})
