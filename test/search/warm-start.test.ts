import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkParams } from '../../src/search/space/check-params.ts'
import { parseRestricted } from '../../src/search/space/restricted-space.ts'
import { matchParameters, takeOver } from '../../src/search/warm-start.ts'
import { spaceOf } from './space-arbitrary.ts'

const float = (low: number, high: number) => ({ $float: { low, high } })
const ours = spaceOf({
  rate: float(0, 1),
  units: { $int: { low: 4, high: 8 } },
  act: { $choice: ['relu', 'tanh'] },
  step: { $float: { low: 0, high: 1, step: 0.1 } },
  depth: { $int: { low: 1, high: 3 } },
  far: float(5, 6),
  kind: { $choice: [{ type: 'p', k: float(0, 1) }, { type: 'q' }] },
  words: { $choice: ['a'] },
})
const theirs = spaceOf({
  rate: float(0, 10),
  units: { $int: { low: 1, high: 16 } },
  act: { $choice: ['tanh', 'elu'] },
  step: float(0, 1),
  depth: float(1, 3),
  far: float(1, 2),
  kind: { $choice: [{ type: 'p', k: float(0, 1) }, { type: 'q' }] },
  words: { $choice: ['b'] },
  other: { $bool: true },
})

test('parameters match by name and kind, where the domains meet', () => {
  const { matched, unmatched } = matchParameters(ours, theirs)
  assert.deepEqual(matched, ['rate', 'units', 'act', 'step', 'kind', 'kind[p].k'])
  assert.deepEqual(unmatched, [
    { name: 'depth', detail: 'an integer here, a float there' },
    { name: 'far', detail: 'from 5 to 6 here, from 1 to 2 there' },
    { name: 'words', detail: 'no option in common' },
    { name: 'other', detail: 'only in the other study' },
  ])
  assert.deepEqual(matchParameters(ours, spaceOf({ rate: float(0, 1) })).unmatched[0], {
    name: 'units',
    detail: 'not in the other study',
  })
})

describe('a trial is taken over', () => {
  const { matched } = matchParameters(ours, theirs)
  const params = {
    rate: 0.5,
    units: 4,
    act: 'tanh',
    step: 0.1 + 0.2,
    depth: 1.5,
    far: 1,
    kind: 'q',
    words: 'b',
    other: true,
  }
  const take = (change: object, space = ours) =>
    takeOver(space, { matched }, [{ params: { ...params, ...change }, values: [7] }], 1)

  test('with its values, and draws for what it does not tell', () => {
    const [taken] = take({})
    assert.ok(taken)
    assert.deepEqual(checkParams(ours, taken.params), [])
    const { rate, units, act, step, kind } = taken.params
    assert.deepEqual(
      { rate, units, act, step, kind },
      { rate: 0.5, units: 4, act: 'tanh', step: 0.3, kind: 'q' },
    )
    assert.deepEqual(taken.values, [7])
    assert.deepEqual(take({}), [taken])
    const [withBranch] = take({ kind: 'p', 'kind[p].k': 0.25 })
    assert.equal(withBranch?.params['kind[p].k'], 0.25)
  })

  test('unless a value is outside, or a constraint of ours is violated', () => {
    assert.deepEqual(take({ rate: 2 }), [])
    assert.deepEqual(take({ act: 'elu' }), [])
    assert.deepEqual(take({ step: 0.33 }), [])
    const constraints = ['units > 4', 'depth > 1']
    const { space } = parseRestricted({ space: { ...unparsed }, constraints })
    assert.ok(space)
    assert.deepEqual(take({}, space), [])
    // what is drawn follows the constraints
    for (let units = 5; units <= 8; units++) {
      assert.ok(Number(take({ units }, space)[0]?.params.depth) > 1)
    }
  })
})

const unparsed = {
  rate: float(0, 1),
  units: { $int: { low: 4, high: 8 } },
  depth: { $int: { low: 1, high: 3 } },
}
