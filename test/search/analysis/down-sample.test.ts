import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { downSample } from '../../../src/search/analysis/down-sample.ts'

interface Point {
  step: number
  a: number
  b: number
}
const curve = (points: readonly Point[]) => ({
  points,
  x: (point: Point) => point.step,
  series: (point: Point) => [point.a, point.b],
})

test('a short curve is kept whole', () => {
  const points = [1, 2, 3].map((step) => ({ step, a: step, b: 0 }))
  assert.deepEqual(downSample(curve(points), 3), points)
})

test('keeps the first, the last and the extremes, in order, and no more than asked', () => {
  const value = fc.oneof(
    { weight: 9, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }) },
    { weight: 1, arbitrary: fc.constant(Number.NaN) },
  )
  fc.assert(
    fc.property(
      fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 300 }),
      fc.integer({ min: 6, max: 60 }),
      (rows, count) => {
        const points = rows.map(([a, b], index) => ({ step: index + 1, a, b }))
        const kept = downSample(curve(points), count)
        assert.ok(kept.length <= count)
        assert.ok(kept.every((point, i) => i === 0 || point.step > kept[i - 1]!.step))
        assert.equal(kept[0], points[0])
        assert.equal(kept.at(-1), points.at(-1))
        for (const key of ['a', 'b'] as const) {
          const all = points.map((point) => point[key]).filter((y) => !Number.isNaN(y))
          const shown = kept.map((point) => point[key]).filter((y) => !Number.isNaN(y))
          assert.equal(Math.max(...shown), Math.max(...all))
          assert.equal(Math.min(...shown), Math.min(...all))
        }
      },
    ),
    { seed: 1, numRuns: 200 },
  )
})

test('a kink survives on an otherwise straight line', () => {
  const points = Array.from({ length: 1000 }, (_, i) => ({
    step: i,
    a: i < 400 ? i : 400 + (i - 400) / 10,
    b: 0,
  }))
  const near = downSample(curve(points), 20).some(({ step }) => Math.abs(step - 400) <= 30)
  assert.ok(near)
})

test('an evenly filled budget spreads over the whole curve', () => {
  const points = Array.from({ length: 10_000 }, (_, i) => ({ step: i, a: Math.sin(i / 50), b: 0 }))
  const steps = downSample(curve(points), 200).map(({ step }) => step)
  assert.ok(steps.length > 190)
  assert.ok(steps.every((step, i) => i === 0 || step - steps[i - 1]! < 200))
})
