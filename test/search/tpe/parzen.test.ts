import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rngFor } from '../../../src/search/rng.ts'
import { type Axis, tpeAxes } from '../../../src/search/tpe/axes.ts'
import { magicClip } from '../../../src/search/tpe/bandwidth.ts'
import { drawCoordinate, logDensity, type Parzen, parzen } from '../../../src/search/tpe/parzen.ts'
import { spaceOf } from '../space-arbitrary.ts'

function estimatorOf(hole: unknown, values: readonly number[]): { axis: Axis; estimator: Parzen } {
  const [axis] = tpeAxes(spaceOf({ x: hole })) as [Axis]
  const column = Float64Array.from(values, (value) => axis.toCoordinate(value))
  const weights = new Float64Array(values.length).fill(1)
  return { axis, estimator: parzen([axis], [column], weights, magicClip) }
}

/** The middle of many equal intervals. */
function integralOf(estimator: Parzen): number {
  const count = 20_000
  let sum = 0
  for (let i = 0; i < count; i++) {
    sum += Math.exp(logDensity(estimator, Float64Array.of((i + 0.5) / count))) / count
  }
  return sum
}

test('a density has mass 1', () => {
  const float = { $float: { low: -1, high: 1 } }
  const int = { $int: { low: 1, high: 500, log: true } }
  for (const [hole, values] of [
    [float, [-1, -0.9, 0.3, 0.3]],
    [int, [1, 1, 2, 80]],
  ] as const) {
    const mass = integralOf(estimatorOf(hole, values).estimator)
    assert.ok(Math.abs(mass - 1) < 1e-3, String(mass))
  }
})

test('a kernel reaches the next step, however many trials had the same one', () => {
  for (const [hole, value] of [
    [{ $int: { low: 1, high: 10 } }, 5],
    [{ $int: { low: 1, high: 5000, log: true } }, 1],
  ] as const) {
    const { axis, estimator } = estimatorOf(hole, Array<number>(60).fill(value))
    const rng = rngFor(1, 1)
    const drawn = Array.from({ length: 2_000 }, () =>
      axis.valueAt(drawCoordinate(estimator.marginals[0]!, 0, rng)),
    )
    // half a cell is one deviation: 0.32 of the draws, 0.19 where the domain ends; 0.15 is four deviations below that
    const others = drawn.filter((one) => one !== value).length / drawn.length
    assert.ok(others > 0.15, `${value}: ${others}`)
  }
})
