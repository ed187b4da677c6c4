import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { estimateFeasibility, unsatisfiable } from '../../../src/search/constraints/feasibility.ts'
import { drawByWalkSat } from '../../../src/search/constraints/walksat.ts'
import { rngFor } from '../../../src/search/rng.ts'
import { probeAssignments } from '../../../src/search/space/probe.ts'
import { parseRestricted, violated } from '../../../src/search/space/restricted-space.ts'
import type { SearchSpace } from '../../../src/search/space/space.ts'

const unit = { $float: { low: 0, high: 1 } }
const int = (high: number) => ({ $int: { low: 1, high } })

function restricted(body: Parameters<typeof parseRestricted>[0]): SearchSpace {
  const { space, faults } = parseRestricted(body)
  assert.deepEqual(faults, [])
  assert.ok(space)
  return space
}

describe('the feasible share', () => {
  test('is that of random draws, whole and for each clause', () => {
    const space = restricted({
      space: { x: unit, y: unit },
      constraints: ['x + y < 1', 'x < 0.5'],
    })
    const found = estimateFeasibility(space)
    assert.ok(found)
    // 2,000 draws: a deviation of 4.5 is met once in 150,000 spaces
    const near = (share: number, exact: number) =>
      assert.ok(Math.abs(share - exact) < 4.5 * Math.sqrt((exact * (1 - exact)) / found.draws))
    near(found.share, 3 / 8)
    assert.deepEqual(
      found.clauses.map(({ clause }) => clause),
      ['x + y < 1', 'x < 0.5'],
    )
    for (const { share } of found.clauses) near(share, 1 / 2)
    assert.equal(estimateFeasibility(restricted({ space: { x: unit } })), null)
  })
})

describe('an unsatisfiable space', () => {
  test('is refused at the clause that leaves nothing, counted where it is finite', () => {
    const space = restricted({
      space: { a: int(9), b: int(9) },
      constraints: ['a > 1', 'a * b > 80', 'a < 9 or b < 9', 'a < 5'],
    })
    assert.deepEqual(unsatisfiable(space), [
      {
        pointer: '/constraints/2',
        detail:
          'no trial can satisfy a < 9 or b < 9 together with the constraints before it: all combinations were counted',
      },
    ])
  })

  test('is refused by samples where it is not, saying how many', () => {
    const space = restricted({ space: { x: unit }, constraints: ['x > 2'] })
    const [fault] = unsatisfiable(space)
    assert.equal(fault?.pointer, '/constraints/0')
    assert.match(fault?.detail ?? '', /found no trial .* none of 5000 random samples is feasible/)
  })

  test('may be one that is forbidden altogether', () => {
    const space = restricted({
      space: { o: { $choice: ['p', 'q'] } },
      forbidden: [{ o: 'p' }, { o: 'q' }],
    })
    assert.deepEqual(
      unsatisfiable(space).map(({ pointer }) => pointer),
      ['/forbidden/1'],
    )
  })

  test('is told from one of which little is feasible', () => {
    const one = restricted({
      space: { a: int(300), b: int(300), o: { $bool: true } },
      constraints: ['a + b == 600'], // counted: two of 180,000
    })
    assert.deepEqual(unsatisfiable(one), [])
    const narrow = restricted({
      space: Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`x${i}`, unit])),
      constraints: Array.from({ length: 12 }, (_, i) => `x${i} < 0.05`),
    })
    assert.deepEqual(unsatisfiable(narrow), [])
    const params = drawByWalkSat(narrow, {
      rng: rngFor(1, 0),
      steps: 2_000,
      isFeasible: () => true,
    })
    assert.ok(params && violated(narrow, params) === null)
  })
})

test('constraints may stand inside of the space, and do not become part of the trials', () => {
  const space = restricted({
    space: { a: int(9), constraints: ['a > 3'], forbidden: [{ a: 5 }] },
    constraints: ['a < 8'],
  })
  assert.deepEqual(
    space.constraints.map(({ pointer }) => pointer),
    ['/constraints/0', '/space/constraints/0', '/space/forbidden/0'],
  )
  assert.deepEqual(
    space.template.entries.map(([key]) => key),
    ['a'],
  )
  const { faults } = parseRestricted({ space: { a: int(9), constraints: ['b > 3'] } })
  assert.deepEqual(
    faults.map(({ pointer }) => pointer),
    ['/space/constraints/0'],
  )
})

test('probes keep the constraints', () => {
  const space = restricted({ space: { a: int(100), b: int(100) }, constraints: ['a > b'] })
  const probes = probeAssignments(space)
  assert.ok(probes.length >= 10)
  for (const { params } of probes) assert.equal(violated(space, params), null)
})
