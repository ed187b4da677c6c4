import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cutCells } from '../../../src/search/analysis/cells.ts'
import { contour } from '../../../src/search/analysis/contour.ts'
import { sliceBins } from '../../../src/search/analysis/slice.ts'
import { rngFor } from '../../../src/search/rng.ts'
import { spaceOf } from '../space-arbitrary.ts'
import { parameterNamed } from './known-history.ts'

describe('cells', () => {
  it('are equal on a logarithm, and single steps where these are few', () => {
    const rate = { parameter: parameterNamed('rate'), values: Float64Array.of(1e-5, 2e-4, 1e-1) }
    const { of, edges, labels } = cutCells(rate, 4)
    assert.deepEqual([...of], [0, 1, 3])
    for (const [i, edge] of [1e-5, 1e-4, 1e-3, 1e-2, 1e-1].entries()) {
      assert.ok(Math.abs(edges![i]! / edge - 1) < 1e-12)
    }
    assert.ok(Math.abs(Number(labels[0]) / 10 ** -4.5 - 1) < 1e-12)
    const units = { parameter: parameterNamed('units'), values: Float64Array.of(1, 8, Number.NaN) }
    const steps = cutCells(units, 8)
    assert.deepEqual(steps.labels, [1, 2, 3, 4, 5, 6, 7, 8])
    assert.deepEqual([[...steps.of], steps.edges], [[0, 7, -1], null])
    assert.deepEqual([...cutCells(units, 4).of], [0, 3, -1])
  })

  it('are those options that occur most often', () => {
    const [parameter] = spaceOf({ kind: { $choice: ['a', 'b', 'c', 'd'] } }).parameters
    const values = Float64Array.of(3, 3, 1, 1, 0, Number.NaN)
    const { labels, of } = cutCells({ parameter: parameter!, values }, 2)
    assert.deepEqual(labels, ['b', 'd'])
    assert.deepEqual([...of], [1, 1, 0, 0, -1, -1])
  })
})

describe('a slice', () => {
  it('has the mean, best and quantiles of each cell that is not empty', () => {
    const column = { parameter: parameterNamed('units'), values: Float64Array.of(2, 2, 2, 5) }
    const values = Float64Array.of(1, 2, 6, 4)
    const bins = sliceBins(column, values, { count: 8, direction: 'maximize' })
    assert.deepEqual(
      bins.map(({ label, count, mean, best, spread }) => [label, count, mean, best, spread.median]),
      [
        [2, 3, 3, 6, 2],
        [5, 1, 4, 4, 4],
      ],
    )
  })
})

describe('a contour', () => {
  const [x, y] = spaceOf({
    x: { $float: { low: 0, high: 1 } },
    y: { $float: { low: 0, high: 1 } },
  }).parameters
  const columnsOf = (xs: number[], ys: number[]) => ({
    x: { parameter: x!, values: Float64Array.from(xs) },
    y: { parameter: y!, values: Float64Array.from(ys) },
  })

  it('has the mean of each cell, and leaves out trials that lack a parameter', () => {
    const columns = columnsOf([0.1, 0.2, 0.9, Number.NaN], [0.1, 0.3, 0.9, 0.5])
    const { counts, means, trialsUsed } = contour(columns, Float64Array.of(1, 2, 5, 9), 2)
    assert.equal(trialsUsed, 3)
    assert.deepEqual(counts, [
      [2, 0],
      [0, 1],
    ])
    assert.deepEqual(means, [
      [1.5, null],
      [null, 5],
    ])
  })

  it('estimates a plane to a tenth inside, and says nothing far from every trial', () => {
    const rng = rngFor(2, 0)
    const draws = (most: number) => Array.from({ length: 800 }, () => most * rng.uniform())
    const [xs, ys] = [draws(1), draws(0.5)]
    const values = Float64Array.from(xs, (x, i) => x + 2 * ys[i]! + 0.1 * rng.normal())
    const { estimates } = contour(columnsOf(xs, ys), values, 20)
    for (let row = 2; row < 8; row++) {
      for (let column = 2; column < 18; column++) {
        const expected = (column + 0.5) / 20 + (2 * (row + 0.5)) / 20
        assert.ok(Math.abs(estimates[row]![column]! - expected) < 0.1)
      }
    }
    assert.ok(estimates[19]!.every((estimate) => estimate === null))
  })
})
