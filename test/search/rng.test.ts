import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rngFor } from '../../src/search/rng.ts'

test('the same seed, number and stream repeat; any other differs', () => {
  const draws = (seed: number, number: number, stream?: number) => {
    const rng = rngFor(seed, number, stream)
    return [rng.uniform(), rng.int(1000), rng.normal(), rng.uniform()].join()
  }
  assert.equal(draws(3, 5), draws(3, 5, 0))
  const others = [draws(3, 5), draws(3, 6), draws(4, 5), draws(3, 5, 1), draws(5, 3)]
  // above 32 bits, where a truncated word would repeat
  others.push(draws(3 + 2 ** 32, 5), draws(3, 5 + 2 ** 32), draws(-3, 5))
  assert.equal(new Set(others).size, others.length)
})

// bounds at 5 standard errors: odds of failing by chance 6e-7 each, and the seeds are fixed
test('uniform and normal have the moments of their distributions', () => {
  const rng = rngFor(1, 0)
  const n = 20_000
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / n
  const uniforms = Array.from({ length: n }, () => rng.uniform())
  const normals = Array.from({ length: n }, () => rng.normal())
  assert.ok(uniforms.every((value) => value >= 0 && value < 1))
  assert.ok(Math.abs(mean(uniforms) - 0.5) < 5 * Math.sqrt(1 / 12 / n))
  assert.ok(Math.abs(mean(normals)) < 5 * Math.sqrt(1 / n))
  assert.ok(Math.abs(mean(normals.map((z) => z * z)) - 1) < 5 * Math.sqrt(2 / n))
  assert.ok(Math.abs(mean(normals.map((z) => z ** 4)) - 3) < 5 * Math.sqrt(96 / n))
})

test('int gives both ends their full share', () => {
  const rng = rngFor(2, 0)
  const counts = [0, 0, 0, 0]
  for (let draw = 0; draw < 8000; draw++) counts[rng.int(4)]! += 1
  for (const count of counts) assert.ok(Math.abs(count - 2000) < 5 * Math.sqrt(1500), `${counts}`)
})
