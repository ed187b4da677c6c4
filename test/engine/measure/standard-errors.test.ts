/** The formulas against samples of 400 rows, drawn 4,000 times from the distribution that each assumes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ofMeanAbsolute,
  ofMeanExponential,
  ofMeanSquare,
  ofRootMeanSquare,
  ofShare,
} from '../../../src/engine/measure/standard-errors.ts'
import { rngFor } from '../../../src/search/rng.ts'

const rows = 400
const rng = rngFor(3, 0, 0)
const normal = () =>
  Math.sqrt(-2 * Math.log(1 - rng.uniform())) * Math.cos(2 * Math.PI * rng.uniform())
const exponential = () => -Math.log(1 - rng.uniform())

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
const drawn = (row: () => number, finish = (value: number) => value) => {
  const values = Array.from({ length: 4_000 }, () =>
    finish(mean(Array.from({ length: rows }, row))),
  )
  const center = mean(values)
  return { center, error: Math.sqrt(mean(values.map((value) => (value - center) ** 2))) }
}
const assertClose = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual / expected - 1) < 0.05, `${actual} against ${expected}`)

test('each is the deviation of the metric over samples', () => {
  const share = drawn(() => (rng.uniform() < 0.9 ? 1 : 0))
  assertClose(ofShare(share.center, rows), share.error)
  const root = drawn(() => normal() ** 2, Math.sqrt)
  assertClose(ofRootMeanSquare(root.center, rows), root.error)
  const square = drawn(() => normal() ** 2)
  assertClose(ofMeanSquare(square.center, rows), square.error)
  const absolute = drawn(() => Math.abs(normal()))
  assertClose(ofMeanAbsolute(absolute.center, rows), absolute.error)
  const logarithm = drawn(exponential)
  assertClose(ofMeanExponential(logarithm.center, rows), logarithm.error)
})
