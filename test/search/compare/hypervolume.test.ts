import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exclusiveVolume, hypervolume } from '../../../src/search/compare/hypervolume.ts'
import { rngFor } from '../../../src/search/rng.ts'

test('closed forms', () => {
  assert.equal(hypervolume([], [1, 1]), 0)
  assert.equal(hypervolume([[0.25]], [1]), 0.75)
  assert.equal(hypervolume([[0, 0, 0, 0]], [2, 3, 4, 5]), 120)
  // a staircase of 3 + 2 + 1 unit squares
  const stairs = [
    [0, 2],
    [1, 1],
    [2, 0],
  ]
  assert.equal(hypervolume(stairs, [3, 3]), 6)
  assert.equal(hypervolume([...stairs, [2, 2], [1, 1], [9, -1]], [3, 3]), 6)
  // two boxes of 2 that share a unit cube; in four dimensions the same with a side of 2
  assert.equal(
    hypervolume(
      [
        [0, 1, 1],
        [1, 0, 1],
      ],
      [2, 2, 2],
    ),
    3,
  )
  assert.equal(
    hypervolume(
      [
        [0, 1, 1, 0],
        [1, 0, 1, 0],
      ],
      [2, 2, 2, 2],
    ),
    6,
  )
  assert.equal(
    exclusiveVolume(
      [1, 1],
      [
        [0, 2],
        [2, 0],
      ],
      [3, 3],
    ),
    1,
  )
})

test('agrees with inclusion and exclusion in one to five objectives', () => {
  for (let objectives = 1; objectives <= 5; objectives++) {
    const rng = rngFor(3, objectives)
    const points = Array.from({ length: 9 }, () =>
      Array.from({ length: objectives }, () => rng.uniform()),
    )
    const reference = Array.from({ length: objectives }, () => 0.9)
    let expected = 0
    for (let subset = 1; subset < 2 ** points.length; subset++) {
      const members = points.filter((_, i) => subset & (1 << i))
      const sides = reference.map((r, i) => Math.max(0, r - Math.max(...members.map((p) => p[i]!))))
      const sign = members.length % 2 === 1 ? 1 : -1
      expected += sign * sides.reduce((volume, side) => volume * side, 1)
    }
    assert.ok(Math.abs(hypervolume(points, reference) - expected) < 1e-12)
  }
})
