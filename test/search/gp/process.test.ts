import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  logExpectedImprovement,
  logProbabilityBelow,
  multiply,
  raise,
} from '../../../src/search/gp/acquisition.ts'
import type { Points } from '../../../src/search/gp/kernel.ts'
import { believe, condition, predict } from '../../../src/search/gp/process.ts'
import { cholesky } from '../../../src/search/math/cholesky.ts'

const points: Points = {
  size: 5,
  isCategory: [false, false],
  coordinates: Float64Array.of(0.1, 0.2, 0.4, 0.9, 0.7, 0.3, 0.9, 0.8, 0.5, 0.5),
}
const values = Float64Array.of(1, -0.5, 0.3, -1.2, 0.4)
const hyperparameters = { lengthScales: Float64Array.of(0.3, 0.6), scale: 1.5, noise: 0.01 }

test('the posterior is that of a reference', () => {
  // scikit-learn 1.9.1: GaussianProcessRegressor(1.5 * Matern([.3, .6], nu=2.5), alpha=.01)
  const reference = [
    [[0.3, 0.3], 0.8178539961530519, 0.3808214559519394],
    [[0.95, 0.1], -0.13942306668548882, 0.8786122277504209],
    [[0.5, 0.5], 0.39313690437772597, 0.009775333485240621],
  ] as const
  const process = condition(points, values, hyperparameters, 0)
  for (const [x, mean, variance] of reference) {
    const prediction = predict(process, Float64Array.from(x))
    assert.ok(Math.abs(prediction.mean - mean) < 1e-9)
    assert.ok(Math.abs(prediction.variance - variance) < 1e-9)
  }
})

test('a believed trial leaves the mean and removes the doubt about itself', () => {
  const process = condition(points, values, hyperparameters, 1)
  const x = Float64Array.of(0.95, 0.1)
  const elsewhere = Float64Array.of(0.3, 0.3)
  const [before, beforeElsewhere] = [predict(process, x), predict(process, elsewhere)]
  believe(process, x)
  const [after, afterElsewhere] = [predict(process, x), predict(process, elsewhere)]
  assert.ok(Math.abs(after.mean - before.mean) < 1e-9)
  assert.ok(after.variance < 0.011)
  assert.ok(Math.abs(afterElsewhere.mean - beforeElsewhere.mean) < 1e-9)
  assert.ok(afterElsewhere.variance < beforeElsewhere.variance)
})

test('equal points without noise do no harm', () => {
  const twice: Points = {
    size: 2,
    isCategory: [false],
    coordinates: Float64Array.of(0.5, 0.5),
  }
  const exact = { lengthScales: Float64Array.of(1), scale: 1, noise: 0 }
  assert.equal(cholesky(Float64Array.of(1, 1, 1, 1), 2), null)
  const process = condition(twice, Float64Array.of(1, 1), { ...exact, noise: 1e-17 }, 0)
  const { mean } = predict(process, Float64Array.of(0.5))
  assert.ok(Math.abs(mean - 1) < 1e-6)
})

test('categories differ by being others, not by how far apart they are', () => {
  const categories: Points = { size: 1, isCategory: [true], coordinates: Float64Array.of(0) }
  const process = condition(
    categories,
    Float64Array.of(1),
    { ...hyperparameters, lengthScales: Float64Array.of(0.7) },
    0,
  )
  const [near, far, absent] = [1, 5, -1].map((x) => predict(process, Float64Array.of(x)).mean)
  assert.equal(near, far)
  assert.equal(near, absent)
  assert.ok((near ?? 1) < 1)
})

test('the slopes of the acquisitions are those of finite differences', () => {
  const process = condition(points, values, hyperparameters, 0)
  const improvement = logExpectedImprovement(process, -1.2)
  const probability = logProbabilityBelow(process, 0.3)
  const product = multiply([improvement, raise(probability, 2)])
  for (const acquisition of [improvement, probability, product]) {
    for (const at of [
      [0.3, 0.3],
      [0.88, 0.83],
      [0.1, 0.95],
    ]) {
      const slopes = new Float64Array(2)
      const x = Float64Array.from(at)
      assert.ok(Math.abs(acquisition.withSlopes(x, slopes) - acquisition.at(x)) < 1e-12)
      for (const axis of [0, 1]) {
        const [up, down] = [1e-5, -1e-5].map((step) =>
          acquisition.at(x.map((value, index) => value + (index === axis ? step : 0))),
        )
        const difference = ((up ?? 0) - (down ?? 0)) / 2e-5
        const slope = slopes[axis] ?? Number.NaN
        assert.ok(
          Math.abs(slope - difference) < 1e-5 * Math.max(1, Math.abs(difference)),
          `${slope} is not ${difference}`,
        )
      }
    }
  }
})
