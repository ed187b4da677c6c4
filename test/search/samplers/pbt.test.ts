import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { rngFor } from '../../../src/search/rng.ts'
import type { SuggestContext } from '../../../src/search/sampler.ts'
import { pbt } from '../../../src/search/samplers/pbt.ts'
import type { Params } from '../../../src/search/space/params.ts'
import { perturbed } from '../../../src/search/space/perturb.ts'
import type { Trial } from '../../../src/search/trial.ts'
import { spaceOf } from '../space-arbitrary.ts'

const space = spaceOf({
  rate: { $float: { low: 1e-4, high: 1, log: true } },
  units: { $int: { low: 4, high: 64 } },
  kind: { $choice: ['a', 'b'] },
  epochs: 12,
})
const options = { populationSize: 5, generations: 3, exploitShare: 0.2 }

const contextOf = (
  index: number,
  history: readonly Trial[],
  more: Partial<SuggestContext> = {},
) => {
  const context: SuggestContext = {
    space,
    directions: ['maximize'],
    history,
    number: index,
    suggestionIndex: index,
    enqueued: [],
    seed: 4,
    rng: rngFor(4, index),
    isFeasible: null,
    canInherit: (params, from) => params.units === from.units,
    ...more,
  }
  return context
}
const suggested = (
  index: number,
  history: readonly Trial[],
  more: Partial<SuggestContext> = {},
) => {
  const suggestion = pbt.suggest(contextOf(index, history, more), options)
  assert.ok(suggestion !== null && suggestion !== 'unsatisfiable')
  return suggestion
}
const trialOf = (number: number, value: number | null, params: Params, state: Trial['state']) => ({
  number,
  state,
  params,
  values: value === null ? null : [value],
  reports: new Map<number, number>(),
})

/** A first generation whose values are given; null: it failed. */
const firstOf = (values: (number | null)[]): Trial[] =>
  values.map((value, index) =>
    trialOf(index, value, suggested(index, []).params, value === null ? 'failed' : 'complete'),
  )

describe('the generations of a population', () => {
  const first = firstOf([0.5, 0.9, 0.1, 0.7, 0.6])

  test('the first starts, and each trains its part of the epochs', () => {
    const { provenance } = suggested(3, [])
    assert.deepEqual(provenance, {
      sampler: 'pbt',
      phase: 'start',
      parent: null,
      member: 3,
      generation: 0,
      lastStep: 4,
    })
    assert.equal(suggested(7, first).provenance.lastStep, 8)
    assert.equal(pbt.suggest(contextOf(15, first), options), null, 'three generations of five')
  })

  test('a member goes on as it is, unless it is among the worst', () => {
    const { params, provenance } = suggested(5, first)
    assert.deepEqual(params, first[0]!.params)
    assert.deepEqual([provenance.phase, provenance.parent], ['continue', 0])
  })

  test('the worst goes on from the best, with other numbers as far as its checkpoint fits', () => {
    const { params, provenance } = suggested(7, first)
    const { phase, parent, replaces, parentValue, replacedValue, changed } = provenance
    assert.deepEqual([phase, parent, replaces], ['exploit', 1, 2])
    assert.deepEqual([parentValue, replacedValue, changed], [0.9, 0.1, 'rate'])
    const best = first[1]!.params
    assert.deepEqual([params.units, params.kind], [best.units, best.kind])
    assert.notEqual(params.rate, best.rate)
  })

  test('where nobody knows what fits, only floats change', () => {
    const { canInherit: _, ...context } = contextOf(7, first)
    const suggestion = pbt.suggest(context, { ...options, resampleRate: 1 })
    assert.ok(suggestion !== null && suggestion !== 'unsatisfiable')
    assert.equal(suggestion.provenance.changed, 'rate')
  })

  test('what the constraints forbid is not changed', () => {
    const isFeasible = ({ rate }: Params) => rate === first[1]!.params.rate
    const { params, provenance } = suggested(7, first, { isFeasible })
    assert.deepEqual([params, provenance.changed], [first[1]!.params, ''])
  })

  test('a member whose trial failed or was pruned is replaced', () => {
    const failed = firstOf([0.5, 0.9, null, 0.7, 0.6])
    const { provenance } = suggested(7, failed)
    assert.deepEqual([provenance.phase, provenance.parent, provenance.replaces], ['exploit', 1, 2])
    assert.equal(provenance.replacedValue, null)
    const none = suggested(7, firstOf([null, null, null, null, null]))
    assert.deepEqual([none.provenance.phase, none.provenance.lastStep], ['start', 8])
  })

  test('a member waits for its own predecessor, not for the others', () => {
    const running = first.map(
      (trial): Trial => (trial.number === 1 ? { ...trial, state: 'running', values: null } : trial),
    )
    assert.equal(pbt.canSuggest(contextOf(5, running), options), true)
    assert.equal(pbt.canSuggest(contextOf(6, running), options), false)
    assert.equal(pbt.canSuggest(contextOf(6, first), options), true)
    // compared with what is there: of the others the first is now the worst but one
    assert.equal(suggested(7, running).provenance.parent, 3)
  })

  test('the generation that a trial belongs to is not compared with itself', () => {
    const second = [5, 6].map((index) =>
      trialOf(index, 1, suggested(index, first).params, 'complete'),
    )
    assert.equal(suggested(7, [...first, ...second]).provenance.parent, 1)
  })

  test('trials that users gave are no members', () => {
    const given = trialOf(2, 99, first[0]!.params, 'complete')
    const shifted = first.map((trial) => ({
      ...trial,
      number: trial.number + (trial.number > 1 ? 1 : 0),
    }))
    const more = { number: 8, enqueued: [{ number: 2, params: given.params }] }
    const { provenance } = suggested(7, [...shifted, given], more)
    assert.deepEqual([provenance.parent, provenance.replaces], [1, 3])
  })
})

test('spaces that cannot be trained in parts are refused with a pointer', () => {
  const pointersOf = (json: object) =>
    pbt.check(spaceOf(json), options).map(({ pointer }) => pointer)
  assert.deepEqual(pbt.check(space, options), [])
  assert.deepEqual(pointersOf({ x: { $float: { low: 0, high: 1 } } }), [], 'an external study')
  assert.deepEqual(pointersOf({ epochs: 2 }), ['/epochs'])
  assert.deepEqual(pointersOf({ epochs: { $int: { low: 5, high: 9 } } }), ['/epochs'])
  const scheduled = { epochs: 9, schedule: { type: 'cosine' }, earlyStopping: { patience: 1 } }
  assert.deepEqual(pointersOf(scheduled), ['/schedule', '/earlyStopping'])
})

test('a perturbed number stays on its steps and within its bounds', () => {
  const float = { type: 'float', low: 0.1, high: 1, log: true, step: null, points: null } as const
  assert.equal(perturbed(float, 0.5, 1.2), 0.6)
  assert.equal(perturbed(float, 0.9, 1.2), 1)
  const int = { type: 'int', low: 1, high: 9, log: false, step: 2, points: null } as const
  assert.equal(perturbed(int, 3, 1.2), 5, 'a step at least')
  assert.equal(perturbed(int, 3, 0.8), 1)
  assert.equal(perturbed(int, 9, 1.2), 9)
  assert.equal(perturbed({ ...int, low: 0 }, 0, 1.2), 2)
})
