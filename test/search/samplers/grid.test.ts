import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rngFor } from '../../../src/search/rng.ts'
import type { SuggestContext } from '../../../src/search/sampler.ts'
import { grid } from '../../../src/search/samplers/grid.ts'
import type { Params } from '../../../src/search/space/params.ts'
import { keyOf, listCells, spaceOf } from '../space-arbitrary.ts'

const space = spaceOf({
  a: { $int: { low: 1, high: 5 } },
  o: { $choice: [{ type: 'p', k: { $int: { low: 1, high: 3 } } }, { type: 'q' }] },
})
const all = listCells(space).map(keyOf).sort()

type Enqueues = ReadonlyMap<number, Params> // trial number → what a user enqueued

/** A whole study: the params of its trials until the grid is exhausted. */
function study(
  options: object,
  enqueues: Enqueues = new Map(),
  isFeasible: SuggestContext['isFeasible'] = null,
) {
  const suggested: string[] = []
  const enqueued: { number: number; params: Params }[] = []
  for (let number = 0; number < 100; number++) {
    const params = enqueues.get(number)
    if (params !== undefined) {
      enqueued.push({ number, params })
      continue
    }
    const suggestion = grid.suggest(
      {
        space,
        directions: ['minimize'],
        history: [],
        number,
        suggestionIndex: suggested.length,
        enqueued: [...enqueued],
        seed: 3,
        rng: rngFor(3, number),
        isFeasible,
      },
      options,
    )
    if (suggestion === null) return suggested
    assert.notEqual(suggestion, 'unsatisfiable')
    suggested.push(keyOf((suggestion as { params: Params }).params))
  }
  throw new Error('the grid never ends')
}

for (const shuffle of [false, true]) {
  const order = shuffle ? 'shuffled' : 'in order'

  test(`${order}: every cell once, then null`, () => {
    assert.deepEqual(study({ shuffle }).toSorted(), all)
  })

  test(`${order}: a cell that was enqueued before its turn is not suggested again`, () => {
    const plain = study({ shuffle }).map((key) => JSON.parse(key) as [string, never][])
    const cell = (turn: number): Params => Object.fromEntries(plain[turn] ?? [])
    const offGrid = { a: 9, o: 'q' }
    const enqueues = new Map([
      [0, cell(7)],
      [1, cell(0)],
      [4, offGrid],
      [6, cell(1)], // was suggested: tried twice because the user asked for it
      [9, cell(8)],
    ])
    const suggested = study({ shuffle }, enqueues)
    const skipped = [7, 0, 8].map((turn) => keyOf(cell(turn)))
    assert.deepEqual(
      suggested.toSorted(),
      all.filter((key) => !skipped.includes(key)),
    )
  })

  test(`${order}: infeasible and enqueued cells are passed over together`, () => {
    const enqueues = new Map([[2, { a: 4, o: 'q' }]])
    const suggested = study({ shuffle }, enqueues, (params) => params.o === 'q')
    assert.equal(new Set(suggested).size, suggested.length)
    assert.ok(suggested.length === 5 || suggested.length === 4)
    assert.ok(suggested.every((key) => key.includes('"q"')))
  })
}

test('shuffled is another order of the same cells', () => {
  assert.notDeepEqual(study({ shuffle: true }), study({ shuffle: false }))
})

test('check refuses infinite ranges and more than a million cells', () => {
  const axis = (high: number) => ({ $int: { low: 1, high } })
  assert.deepEqual(grid.check(spaceOf({ a: axis(1000), b: axis(1000) }), {}), [])
  const [tooMany] = grid.check(spaceOf({ a: axis(1000), b: axis(1001) }), {})
  assert.match(tooMany?.detail ?? '', /1001000 cells/)
  const [infinite] = grid.check(spaceOf({ x: { y: { $float: { low: 0, high: 1 } } } }), {})
  assert.equal(infinite?.pointer, '/x/y')
})
