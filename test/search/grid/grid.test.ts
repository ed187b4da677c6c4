import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { print } from '../../../src/search/constraints/expression.ts'
import { parseConstraints } from '../../../src/search/constraints/parse-constraints.ts'
import { cellAt, findCell, gridSize } from '../../../src/search/grid/grid.ts'
import type { SearchSpace } from '../../../src/search/space/space.ts'
import { conditionOn } from '../constraints/clause-arbitrary.ts'
import { keyOf, listCells, smallSpace, spaceOf } from '../space-arbitrary.ts'

const sizeOf = (space: SearchSpace): bigint => {
  const grid = gridSize(space)
  assert.ok(grid.ok)
  return grid.size
}
const int = (low: number, high: number) => ({ $int: { low, high } })

test('a conditional grid counts reachable cells only', () => {
  const space = spaceOf({
    a: { $choice: [1, 2] },
    o: { $choice: [{ type: 'p', k: int(1, 2) }, { type: 'q' }] },
  })
  const cells = Array.from({ length: Number(sizeOf(space)) }, (_, index) => cellAt(space, index))
  assert.deepEqual(cells, [
    { a: 1, o: 'p', 'o[p].k': 1 },
    { a: 1, o: 'p', 'o[p].k': 2 },
    { a: 1, o: 'q' },
    { a: 2, o: 'p', 'o[p].k': 1 },
    { a: 2, o: 'p', 'o[p].k': 2 },
    { a: 2, o: 'q' },
  ])
})

test('shared parameters count once, wherever they are reached', () => {
  const k = { ...int(1, 5), name: 'k' }
  const both = { a: { $choice: [{ k }, 1] }, b: { $choice: [{ k }, 1] } }
  assert.equal(sizeOf(spaceOf(both)), 16n) // 3 of the 4 combinations have k: 3 · 5 + 1
  assert.equal(sizeOf(spaceOf({ ...both, k })), 20n)
})

test('holes of each repetition count as far as times goes', () => {
  const repeat = (each: boolean, growth = {}) => ({
    l: [{ $repeat: { times: int(0, 3), each, growth, layer: { u: int(1, 2) } } }],
  })
  assert.equal(sizeOf(spaceOf(repeat(true))), 15n) // 1 + 2 + 4 + 8
  assert.equal(sizeOf(spaceOf(repeat(false))), 7n) // 1 + 2 + 2 + 2
  const growth = { u: { $choice: [2, 3, 4] } }
  assert.equal(sizeOf(spaceOf(repeat(false, growth))), 15n) // 1 + 2 + 2 · 3 + 2 · 3
  assert.equal(sizeOf(spaceOf(repeat(true, growth))), 39n) // 1 + 2 + 4 · 3 + 8 · 3
})

test('the enumerator agrees with listing all cells', () => {
  fc.assert(
    fc.property(smallSpace(5_000), (space) => {
      const listed = listCells(space).map(keyOf)
      assert.equal(sizeOf(space), BigInt(listed.length))
      const cells = listed.map((_, index) => cellAt(space, index))
      assert.deepEqual(cells.map(keyOf).sort(), listed.sort())
      for (const [index, cell] of cells.entries())
        assert.equal(findCell(space, cell), BigInt(index))
    }),
    { seed: 4, numRuns: 400 },
  )
})

describe('a grid with constraints', () => {
  test('has the feasible cells, each once and in the same order', () => {
    const some = smallSpace(400).chain((space) => {
      const numeric = space.parameters.filter(({ domain }) => domain.type !== 'choice')
      const names = numeric.map(({ name }) => name)
      const clauses =
        names.length === 0 ? fc.constant([]) : fc.array(conditionOn(names), { maxLength: 3 })
      return clauses.map((clauses) => ({ space, clauses: clauses.map(print) }))
    })
    let constrained = 0
    fc.assert(
      fc.property(some, ({ space, clauses }) => {
        const { constraints } = parseConstraints(clauses, space.parameters, '')
        const narrowed = { ...space, constraints }
        const all = Array.from({ length: Number(sizeOf(space)) }, (_, index) =>
          cellAt(space, index),
        )
        const feasible = all.filter((cell) => constraints.every(({ holds }) => holds(cell)))
        constrained += feasible.length < all.length ? 1 : 0
        assert.equal(sizeOf(narrowed), BigInt(feasible.length))
        assert.deepEqual(
          feasible.map((_, index) => cellAt(narrowed, index)),
          feasible,
        )
        for (const cell of all) {
          const index = feasible.indexOf(cell)
          assert.equal(findCell(narrowed, cell), index < 0 ? null : BigInt(index))
        }
      }),
      { seed: 8, numRuns: 300 },
    )
    assert.ok(constrained > 50, String(constrained))
  })

  test('is counted exactly when it is huge, as long as a constraint ties few values', () => {
    const holes = Array.from({ length: 40 }, () => int(0, 2 ** 30 - 1))
    const space = spaceOf({ a: int(1, 100), holes, b: int(1, 100) })
    const { constraints } = parseConstraints(['a + b <= 100'], space.parameters, '')
    assert.equal(sizeOf({ ...space, constraints }), 4_950n * 2n ** 1_200n)
  })

  test('of too many tied values is a fault and no hang', () => {
    const space = spaceOf({ a: int(1, 2 ** 40), b: int(1, 100) })
    const { constraints } = parseConstraints(['a > b'], space.parameters, '')
    const grid = gridSize({ ...space, constraints })
    assert.ok(!grid.ok)
    assert.match(grid.faults[0]?.detail ?? '', /tied by constraints/)
  })
})

describe('a huge grid', () => {
  test('is counted exactly and its last cell is found', () => {
    const holes = Array.from({ length: 100 }, () => ({
      $choice: [{ type: 'p', k: { $int: { low: 0, high: 2 ** 40 - 1 } } }, { type: 'q' }],
    }))
    const space = spaceOf({ holes })
    const size = (2n ** 40n + 1n) ** 100n
    assert.equal(sizeOf(space), size)
    const last = cellAt(space, size - 1n)
    assert.equal(findCell(space, last), size - 1n)
    assert.ok(Object.values(last).every((value) => value === 'q'))
  })

  test('of shared parameters ends, with a number or a fault', () => {
    const branches = (count: number) =>
      Array.from({ length: count }, (_, i) => ({
        $choice: [{ k: { ...int(1, 9), name: `k${i}` } }, 1],
      }))
    // 2^n sets of shared parameters are open in the middle
    const space = (count: number) => spaceOf({ a: branches(count), b: branches(count) })
    // 9·3 + 1 for each pair: three of four combinations have the parameter
    assert.equal(sizeOf(space(8)), 28n ** 8n)
    const grid = gridSize(space(60))
    assert.ok(!grid.ok)
    assert.match(grid.faults[0]!.detail, /shared/)
  })

  test('of nested repeats that grow by holes ends', () => {
    const nest = (levels: number): unknown => ({
      $repeat: {
        times: int(0, 2),
        growth: { u: { $choice: [1, 2] } },
        layer: { u: 1, x: int(1, 2), in: levels === 0 ? 1 : [nest(levels - 1)] },
      },
    })
    assert.ok(sizeOf(spaceOf({ l: [nest(3)] })) > 1000n)
  })
})

test('ranges without a finite set of values are faults with a pointer and a hint', () => {
  const grid = gridSize(
    spaceOf({
      a: { $float: { low: 0, high: 1 } },
      b: { $choice: [1, { $float: { low: 0, high: 1 } }] },
    }),
  )
  assert.ok(!grid.ok)
  assert.deepEqual(
    grid.faults.map(({ pointer }) => pointer),
    ['/a', '/b/$choice/1'],
  )
  assert.match(grid.faults[0]!.detail, /"points"/)
})

test('an index outside of the grid is refused', () => {
  const space = spaceOf({ a: { $choice: [1, 2] } })
  assert.throws(() => cellAt(space, 2), RangeError)
  assert.throws(() => cellAt(space, -1), RangeError)
})

test('params that are not on the grid have no cell', () => {
  const space = spaceOf({
    a: { $float: { low: 0, high: 1, points: 3 } },
    b: { $choice: [1, { k: int(1, 2) }] },
  })
  assert.equal(findCell(space, { a: 0.25, b: 1 }), null)
  assert.equal(findCell(space, { a: 0.5 }), null)
  assert.equal(findCell(space, { a: 0.5, b: 1, 'b["1"].k': 1 }), null)
  assert.equal(findCell(space, { a: 0.5, b: 1 }), 3n)
})
