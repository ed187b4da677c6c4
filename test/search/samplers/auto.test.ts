import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SuggestContext } from '../../../src/search/sampler.ts'
import { auto } from '../../../src/search/samplers/auto.ts'
import { profileSpace } from '../../../src/search/space/space-profile.ts'
import { spaceOf } from '../space-arbitrary.ts'
import { contextOf } from '../suggest-context.ts'

const float = { $float: { low: 0, high: 1 } }
const numbers = (count: number) =>
  spaceOf(Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i}`, float])))
const mixed = spaceOf({ x: float, o: { $choice: [{ type: 'a', y: float }, { type: 'b' }] } })
const tiny = spaceOf({ a: { $int: { low: 1, high: 4 } }, b: { $choice: ['p', 'q', 'r'] } })

const at = (space: SuggestContext['space'], index: number, more: Partial<SuggestContext> = {}) => {
  const suggestion = auto.suggest(contextOf(space, index, { seed: 1, ...more }), {})
  assert.notEqual(suggestion, 'unsatisfiable')
  return suggestion === null || suggestion === 'unsatisfiable' ? null : suggestion
}
const chosen = (...args: Parameters<typeof at>) => at(...args)?.provenance.chosen
const plan = (trials: number | null, parallelism: number | null = null) => ({
  plan: { trials, parallelism },
})

test('a space is described by what is free, without order and conditional in it', () => {
  assert.deepEqual(profileSpace(mixed), { free: 3, categorical: 1, conditional: 1, cells: null })
  assert.deepEqual(profileSpace(tiny), { free: 2, categorical: 1, conditional: 0, cells: 12 })
  const fixed = spaceOf({ a: 1, b: { $int: { low: 2, high: 2 } } })
  assert.deepEqual(profileSpace(fixed), { free: 0, categorical: 0, conditional: 0, cells: 1 })
  const ordered = spaceOf({
    a: { $choice: [16, 32, 64] },
    x: { $float: { low: 0, high: 1, points: 3 } },
  })
  assert.deepEqual(profileSpace(ordered), { free: 2, categorical: 0, conditional: 0, cells: null })
})

test('few trials are a Gaussian process’s; many go on with what suits the space', () => {
  assert.equal(chosen(numbers(3), 0, plan(100)), 'gp')
  assert.equal(chosen(numbers(3), 299, plan(300)), 'gp')
  assert.equal(chosen(numbers(3), 199, plan(1_000)), 'gp')
  assert.equal(chosen(numbers(3), 200, plan(1_000)), 'cmaes')
  assert.equal(chosen(mixed, 200, plan(1_000)), 'tpe')
  assert.equal(chosen(mixed, 99), 'gp')
  assert.equal(chosen(mixed, 100), 'tpe')
})

test('a wide space of numbers starts with cmaes', () => {
  assert.equal(chosen(numbers(20), 39, plan(100)), 'cmaes')
  assert.equal(chosen(numbers(20), 40, plan(100)), 'gp')
  assert.equal(chosen(numbers(12), 39, plan(100)), 'gp')
})

test('cmaes knows nothing of outcome constraints, so tpe goes on', () => {
  const params = { x0: 0.5, x1: 0.5, x2: 0.5 }
  const trial = { number: 0, state: 'complete' as const, params, values: [1], reports: new Map() }
  const history = [{ ...trial, violations: [0.3] }]
  assert.equal(chosen(numbers(3), 200, { ...plan(1_000), history }), 'tpe')
  assert.equal(chosen(numbers(20), 39, { ...plan(100), history }), 'gp')
})

test('a tiny space is visited cell by cell, where there are trials for all of it, and then ends', () => {
  const visited = Array.from({ length: 12 }, (_, i) => at(tiny, i, plan(20)))
  assert.deepEqual(new Set(visited.map((one) => one?.provenance.chosen)), new Set(['grid']))
  assert.equal(new Set(visited.map((one) => JSON.stringify(one?.params))).size, 12)
  assert.equal(at(tiny, 12, plan(20)), null)
  assert.equal(chosen(tiny, 0, plan(11)), 'gp')
  assert.equal(chosen(tiny, 0), 'gp')
})

test('trials that cannot learn from one another are spread evenly', () => {
  assert.equal(chosen(mixed, 0, plan(20, 10)), 'sobol')
  assert.equal(chosen(mixed, 0, plan(20, 9)), 'gp')
  assert.equal(chosen(mixed, 0, plan(1, 1)), 'gp')
})

test('several objectives are weighed anew for each trial, later bred', () => {
  const directions = ['minimize', 'maximize'] as const
  assert.equal(chosen(mixed, 0, { directions, ...plan(60) }), 'gp')
  assert.equal(chosen(mixed, 500, { directions, ...plan(2_000) }), 'nsga2')
})

test('says what it chose and why, beside what the chosen one says', () => {
  const { provenance } = at(mixed, 5, plan(60))!
  assert.deepEqual(provenance, {
    sampler: 'auto',
    chosen: 'gp',
    because: '3 parameters, 1 without order, 1 conditional; trial 6: few, each should count',
    phase: 'start-up',
  })
})
