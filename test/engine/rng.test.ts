import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shuffled, uniforms, words } from '../../src/engine/rng.ts'

test('a stream does not depend on how much of it is drawn', () => {
  const stream = { seed: 7, purpose: 'weights', stream: 3 } as const
  assert.deepEqual(words(stream, 5), words(stream, 1000).slice(0, 5))
})

test('seed, purpose and stream each give other words', () => {
  const base = { seed: 7, purpose: 'weights', stream: 3 } as const
  const others = [
    { ...base, seed: 8 },
    { ...base, seed: 7 + 2 ** 32 },
    { ...base, seed: -7 },
    { ...base, purpose: 'order' as const },
    { ...base, stream: 4 },
  ]
  const drawn = [base, ...others].map((stream) => words(stream, 4).join())
  assert.equal(new Set(drawn).size, drawn.length)
})

test('uniforms lie in [0, 1) with mean 1/2 and variance 1/12', () => {
  const values = uniforms({ seed: 1, purpose: 'weights', stream: 0 }, 100_000)
  assert.ok(values.every((u) => u >= 0 && u < 1))
  const mean = values.reduce((sum, u) => sum + u, 0) / values.length
  const variance = values.reduce((sum, u) => sum + (u - mean) ** 2, 0) / values.length
  // five standard errors: a fair stream fails once in 1.7 million seeds, and this seed is fixed
  assert.ok(Math.abs(mean - 1 / 2) < 5 * Math.sqrt(1 / 12 / values.length))
  assert.ok(Math.abs(variance - 1 / 12) < 5 * Math.sqrt(1 / 180 / values.length))
})

test('shuffling puts every index at every place equally often', () => {
  const counts = Array.from({ length: 16 }, () => 0)
  for (let stream = 0; stream < 8000; stream++) {
    const order = shuffled({ seed: 1, purpose: 'order', stream }, 4)
    assert.deepEqual(order.toSorted(), Int32Array.of(0, 1, 2, 3))
    for (const [place, index] of order.entries()) counts[place * 4 + index]! += 1
  }
  // 2000 expected, deviation 39: five deviations
  assert.ok(
    counts.every((count) => Math.abs(count - 2000) < 195),
    counts.join(),
  )
})
