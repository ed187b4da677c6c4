import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { diagnoseValues } from '../../../src/engine/diagnose/of-values.ts'
import { within90 } from '../../../src/engine/network/prediction.ts'
import { uniforms } from '../../../src/engine/rng.ts'
import { normalQuantile } from '../../../src/search/math/normal-quantile.ts'

describe('the diagnosis of predicted values', () => {
  it('summarises residuals, target − prediction', () => {
    const { bias, rmse, mae, worst, coverage, histogram } = diagnoseValues({
      rows: [5, 6, 7, 8],
      targets: [1, 2, 3, 10],
      predictions: [{ value: 1 }, { value: 4 }, { value: 3 }, { value: 6 }],
    })
    assert.deepEqual([bias, rmse, mae], [0.5, 2.23607, 1.5])
    assert.deepEqual(
      worst.map(({ row }) => row),
      [8, 6, 5, 7],
    )
    assert.equal(coverage, null)
    const { counts, below, above, edges } = histogram
    assert.equal(edges.length, counts.length + 1)
    assert.equal(below + above + counts.reduce((sum, count) => sum + count), 4)
  })

  it('finds that central intervals of a right distribution cover as many rows as they say', () => {
    const noise = uniforms({ seed: 1, purpose: 'weights', stream: 0 }, 4_000)
    const targets = Array.from(
      noise,
      (u) => 10 + 2 * normalQuantile(Math.min(Math.max(u, 1e-6), 1 - 1e-6)),
    )
    const interval: [number, number] = [10 - 2 * within90, 10 + 2 * within90]
    const { coverage, sample } = diagnoseValues({
      rows: targets.map((_, row) => row),
      targets,
      predictions: targets.map(() => ({ value: 10, deviation: 2, interval })),
    })
    for (const { level, covered } of coverage!) assert.ok(Math.abs(covered - level) < 0.03)
    assert.equal(sample.length, 1_000)
  })

  it('takes equal residuals', () => {
    const { histogram } = diagnoseValues({
      rows: [0, 1],
      targets: [1, 1],
      predictions: [{ value: 1 }, { value: 1 }],
    })
    assert.deepEqual(histogram, { edges: [0, 0], counts: [2], below: 0, above: 0 })
  })
})
