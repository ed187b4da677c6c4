import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  crowdingDistances,
  dominates,
  nonDominatedFronts,
  paretoFront,
  toLosses,
} from '../../../src/search/compare/pareto.ts'

const points = fc.array(fc.array(fc.nat(6), { minLength: 3, maxLength: 3 }), { maxLength: 25 })

test('the front is what no point dominates, and the first of the sorted fronts', () => {
  fc.assert(
    fc.property(points, (all) => {
      const expected = all.flatMap((point, i) =>
        all.some((other) => dominates(other, point)) ? [] : i,
      )
      assert.deepEqual(paretoFront(all), expected)
      assert.deepEqual(nonDominatedFronts(all, dominates)[0] ?? [], expected)
    }),
    { seed: 8 },
  )
})

test('each front is the Pareto front of what the fronts before leave', () => {
  fc.assert(
    fc.property(points, (all) => {
      const left = new Set(all.keys())
      for (const front of nonDominatedFronts(all, dominates)) {
        const rest = [...left]
        const expected = paretoFront(rest.map((i) => all[i]!)).map((place) => rest[place])
        assert.deepEqual(front, expected)
        for (const i of front) left.delete(i)
      }
      assert.equal(left.size, 0)
    }),
    { seed: 9 },
  )
})

test('crowding adds up the gaps between neighbours, as shares of the range', () => {
  const front = [
    [0, 10],
    [1, 6],
    [4, 2],
    [10, 0],
  ]
  assert.deepEqual(crowdingDistances(front), [
    Number.POSITIVE_INFINITY,
    4 / 10 + 8 / 10,
    9 / 10 + 6 / 10,
    Number.POSITIVE_INFINITY,
  ])
  assert.deepEqual(crowdingDistances([[3, 3]]), [Number.POSITIVE_INFINITY])
  assert.deepEqual(crowdingDistances([]), [])
})

test('losses turn what is maximized, and NaN is the worst', () => {
  assert.deepEqual(toLosses([2, 3, Number.NaN], ['minimize', 'maximize', 'maximize']), [
    2,
    -3,
    Number.POSITIVE_INFINITY,
  ])
})
