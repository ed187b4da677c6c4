/** The numbers that each encoding makes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { piecewiseLinear } from '../../../../src/data/prepare/numeric/piecewise-linear.ts'
import { quantileNormal } from '../../../../src/data/prepare/numeric/quantile-normal.ts'
import { robustClip } from '../../../../src/data/prepare/numeric/robust-clip.ts'

const column = (encode: (value: number, into: Float32Array) => void, inputs = 1) => {
  return (value: number) => {
    const into = new Float32Array(inputs)
    encode(value, into)
    return [...into]
  }
}
const near = (actual: number[], expected: number[], within = 1e-6) => {
  assert.equal(actual.length, expected.length)
  for (const [at, value] of actual.entries()) {
    assert.ok(Math.abs(value - expected[at]!) < within, `${actual} is not ${expected}`)
  }
}

test('robustClip: x / √(1 + (x/3)²) of interquartile ranges from the median', () => {
  const fitted = robustClip.fit(Float64Array.of(0, 1, 2, 3, 100), {}, 1)
  assert.deepEqual(fitted, { median: 2, scale: 1 / 2 })
  const encode = column((value, into) => robustClip.encode(fitted, value, into, 0))
  near(encode(2), [0])
  near(encode(4), [1 / Math.sqrt(1 + 1 / 9)])
  near(encode(-4), [-3 / Math.SQRT2]) // x = −3
  near(encode(1e9), [3])
})

test('robustClip scales by the range where the quartiles are equal, and a constant to 0', () => {
  assert.equal(robustClip.fit(Float64Array.of(0, 0, 0, 0, 0, 0, 0, 0, 10), {}, 1).scale, 2 / 10)
  assert.equal(robustClip.fit(Float64Array.of(7, 7), {}, 1).scale, 0)
})

test('quantileNormal: the normal score of the rank, whatever the distribution', () => {
  const values = Float64Array.from({ length: 99 }, (_, index) => Math.exp(index / 5))
  const fitted = quantileNormal.fit(values, { quantiles: 99 }, 1)
  const encode = column((value, into) => quantileNormal.encode(fitted, value, into, 0))
  near(encode(values[49]!), [0])
  near(encode(values[0]!), [-2.572352]) // Python's NormalDist().inv_cdf(0.5 / 99)
  near(encode(values[73]!), [0.650837]) // inv_cdf(73.5 / 99)
  near(encode(1e30), encode(values[98]!))
})

test('quantileNormal gives a value that fills half of the rows the mean of its scores', () => {
  const values = Float64Array.from({ length: 100 }, (_, index) => (index < 50 ? 0 : index))
  const fitted = quantileNormal.fit(values, { quantiles: 100 }, 1)
  const encoded = Array.from(values, (value) =>
    column((one, into) => quantileNormal.encode(fitted, one, into, 0))(value),
  ).flat()
  near([encoded.reduce((sum, value) => sum + value, 0)], [0], 1e-4)
  assert.ok(encoded[0]! > -1 && encoded[0]! < -0.7, `${encoded[0]}`) // −E|Z| = −0.798
})

test('piecewiseLinear: 1 in the bins below, the share of the own bin, 0 above; bounded', () => {
  const values = Float64Array.of(0, 10, 20, 40, 80)
  const options = { bins: 4 }
  assert.equal(piecewiseLinear.countInputs(values, options), 4)
  const fitted = piecewiseLinear.fit(values, options, 4)
  assert.deepEqual(fitted, { edges: [0, 10, 20, 40, 80] })
  const encode = column((value, into) => piecewiseLinear.encode(fitted, value, into, 0), 4)
  near(encode(25), [1, 1, 0.25, 0])
  near(encode(-5), [0, 0, 0, 0])
  near(encode(1000), [1, 1, 1, 1])
})

test('piecewiseLinear has fewer bins where quantiles repeat', () => {
  const values = Float64Array.of(0, 0, 0, 0, 0, 0, 1, 2)
  assert.equal(piecewiseLinear.countInputs(values, { bins: 4 }), 2)
  const fitted = piecewiseLinear.fit(values, { bins: 4 }, 2)
  assert.deepEqual(fitted.edges, [0, 2])
})
