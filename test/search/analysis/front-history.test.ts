import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { frontHistory } from '../../../src/search/analysis/front-history.ts'
import { hypervolume } from '../../../src/search/compare/hypervolume.ts'
import { paretoFront } from '../../../src/search/compare/pareto.ts'
import { rngFor } from '../../../src/search/rng.ts'
import { finished } from './known-history.ts'

describe('the history of a front', () => {
  it('is that of a staircase, by hand', () => {
    const losses = [Float64Array.of(2, 0, 2, 1, 1), Float64Array.of(0, 2, 2, 1, 1)]
    assert.deepEqual(finished(frontHistory(losses, [3, 3])), {
      front: [0, 1, 3],
      growth: [
        { index: 0, volume: 3 },
        { index: 1, volume: 5 },
        { index: 3, volume: 6 },
      ],
    })
  })

  it('ends at the front and the hypervolume of all points, in one to four objectives', () => {
    for (let objectives = 1; objectives <= 4; objectives++) {
      const rng = rngFor(8, objectives)
      const points = Array.from({ length: 200 }, () =>
        Array.from({ length: objectives }, () => rng.uniform()),
      )
      const reference = points[0]!.map(() => 0.8)
      const losses = reference.map((_, i) => Float64Array.from(points, (point) => point[i]!))
      const { front, growth } = finished(frontHistory(losses, reference, 10))
      assert.deepEqual(front, paretoFront(points))
      for (const { index, volume } of [growth![1]!, growth!.at(-1)!]) {
        const expected = hypervolume(points.slice(0, index + 1), reference)
        assert.ok(Math.abs(volume - expected) < 1e-12, `${volume}, not ${expected}`)
      }
    }
  })

  it('follows no volume past a thousand points', () => {
    const rising = Float64Array.from({ length: 1_002 }, (_, i) => i)
    const [falling, reference] = [rising.toReversed(), [2_000, 2_000]]
    const { front, growth } = finished(frontHistory([rising, falling], reference))
    assert.deepEqual([front.length, growth], [1_002, null])
    const fewer = [rising.subarray(1), falling.subarray(1)]
    assert.equal(finished(frontHistory(fewer, reference)).growth?.length, 1_001)
  })

  it('counts no volume without a reference, and none outside it', () => {
    const losses = [Float64Array.of(1, 0.5)]
    assert.deepEqual(finished(frontHistory(losses, null)), { front: [1], growth: null })
    assert.deepEqual(finished(frontHistory(losses, [0.5])), { front: [1], growth: [] })
    assert.deepEqual(finished(frontHistory([new Float64Array()], [1])), { front: [], growth: [] })
  })
})
