import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { coverageSide, gridCellsIn } from '../../../src/search/analysis/coverage.ts'
import { parseRestricted } from '../../../src/search/space/restricted-space.ts'
import type { SearchSpace } from '../../../src/search/space/space.ts'

function parsed(body: object): SearchSpace {
  const { space, faults } = parseRestricted(body)
  assert.deepEqual(faults, [])
  return space!
}

function sizes(space: SearchSpace, x: string, y: string, cells = 30): number[][] | null {
  const find = (name: string) => space.parameters.find((one) => one.name === name)!
  const pair = [find(x), find(y)] as const
  const sides = [coverageSide(pair[0], cells, true), coverageSide(pair[1], cells, true)] as const
  const steps = gridCellsIn(space, pair, sides)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

const total = (cells: number[][] | null) => cells?.flat().reduce((sum, cell) => sum + cell, 0)

describe('coverageSide', () => {
  const { parameters } = parsed({
    space: {
      rate: { $float: { low: 0.001, high: 1, log: true, points: 4 } },
      units: { $int: { low: 1, high: 100 } },
      kind: { $choice: ['a', 'b', true] },
    },
  })
  const [rate, units, kind] = ['rate', 'units', 'kind'].map(
    (name) => parameters.find((one) => one.name === name)!,
  )

  it('has the points of a grid, with thresholds between them', () => {
    const { labels, edges, thresholds } = coverageSide(rate!, 10, true)
    assert.deepEqual([labels, edges], [[0.001, 0.01, 0.1, 1], null])
    assert.deepEqual(thresholds, [0.0055, 0.055, 0.55])
  })

  it('has ranges of a continuous parameter, equal in the logarithm', () => {
    const { edges, thresholds } = coverageSide(rate!, 3, false)
    assert.deepEqual(
      edges?.map((edge) => Number(edge.toPrecision(6))),
      [0.001, 0.01, 0.1, 1],
    )
    assert.equal(thresholds?.length, 2)
  })

  it('has ranges where a grid has more values than cells, and options as they are', () => {
    assert.equal(coverageSide(units!, 10, true).edges?.length, 11)
    const { labels, thresholds, isOrdered } = coverageSide(kind!, 10, true)
    assert.deepEqual([labels, thresholds, isOrdered], [['a', 'b', true], null, false])
  })
})

describe('gridCellsIn', () => {
  it('counts the combinations of the other parameters', () => {
    const space = parsed({
      space: {
        a: { $int: { low: 1, high: 3 } },
        b: { $choice: ['p', 'q'] },
        c: { $int: { low: 1, high: 5 } },
      },
    })
    assert.deepEqual(sizes(space, 'a', 'b'), [
      [5, 5, 5],
      [5, 5, 5],
    ])
    // ranges of 2 and 3, and of 1 and 2 values
    assert.deepEqual(sizes(space, 'c', 'a', 2), [
      [4, 6],
      [8, 12],
    ])
  })

  it('counts the values of ranges by their bounds, however many there are', () => {
    const space = parsed({
      space: {
        a: { $int: { low: 1, high: 1_000_000_000 } },
        b: { $float: { low: 0, high: 1, step: 0.25 } },
        c: { $int: { low: 1, high: 1_000_000_000, log: true, points: 7 } },
      },
    })
    const [whole, quarter] = [1_000_000_000, 250_000_000]
    // a value at a threshold is in the range above it: 0.25 in the second, 0.75 and 1 in the last
    const row = [1, 1, 1, 2].map((steps) => steps * quarter * 7)
    assert.deepEqual(sizes(space, 'b', 'a', 4), [row, row, row, row])
    assert.deepEqual(sizes(space, 'c', 'b', 2), [
      [3, 4].map((points) => points * 2 * whole),
      [3, 4].map((points) => points * 3 * whole),
    ])
  })

  it('counts those of conditional parameters where they exist', () => {
    const space = parsed({
      space: {
        kind: {
          $choice: [{ type: 'a' }, { type: 'b', k: { $int: { low: 1, high: 4 }, name: 'k' } }],
        },
        x: { $choice: [1, 2] },
      },
    })
    assert.deepEqual(sizes(space, 'kind', 'x'), [
      [1, 4],
      [1, 4],
    ])
    assert.deepEqual(sizes(space, 'k', 'kind'), [
      [0, 0, 0, 0],
      [2, 2, 2, 2],
    ])
  })

  it('leaves out what a constraint forbids', () => {
    const space = parsed({
      space: { a: { $int: { low: 1, high: 3 } }, b: { $int: { low: 1, high: 3 } } },
      constraints: ['a <= b'],
    })
    assert.deepEqual(sizes(space, 'a', 'b'), [
      [1, 0, 0],
      [1, 1, 0],
      [1, 1, 1],
    ])
    assert.equal(total(sizes(space, 'b', 'a')), 6)
  })

  it('is null for an infinite grid, and for ranges of linked parameters', () => {
    const infinite = parsed({
      space: { a: { $float: { low: 0, high: 1 } }, b: { $choice: [1, 2] } },
    })
    assert.equal(sizes(infinite, 'a', 'b'), null)
    const linked = parsed({
      space: { a: { $int: { low: 1, high: 90 } }, b: { $int: { low: 1, high: 90 } } },
      constraints: ['a <= b'],
    })
    assert.equal(sizes(linked, 'a', 'b'), null)
  })
})
