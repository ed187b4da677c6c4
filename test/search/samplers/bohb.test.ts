import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fidelities } from '../../../src/search/fidelity.ts'
import { rngFor } from '../../../src/search/rng.ts'
import { bohb } from '../../../src/search/samplers/bohb.ts'
import type { Trial } from '../../../src/search/trial.ts'
import { spaceOf } from '../space-arbitrary.ts'
import { contextOf } from '../suggest-context.ts'

const space = spaceOf({ x: { $float: { low: 0, high: 1 } }, y: { $float: { low: 0, high: 1 } } })

const suggested = (number: number, history: readonly Trial[], options = {}) => {
  const context = contextOf(space, number, { history, seed: 3 })
  const suggestion = bohb.suggest(context, options)
  assert.ok(suggestion !== null && suggestion !== 'unsatisfiable')
  return suggestion
}

/** Low fidelities want x near 1, whole trials near 0. */
const trialOf = (number: number, steps: number, state: Trial['state']): Trial => {
  const { uniform } = rngFor(9, number)
  const params = { x: uniform(), y: uniform() }
  const reports = Array.from({ length: steps }, (_, i) => [i + 1, 1 - params.x] as const)
  const values = state === 'complete' ? [params.x] : null
  return { number, state, params, values, reports: new Map(reports) }
}

test('what trials give is told apart by the rung at which they gave it', () => {
  const reports = new Map([
    [2, 5],
    [4, 4],
    [9, Number.NaN],
  ])
  const running: Trial = { number: 0, state: 'running', params: {}, values: null, reports }
  const failed: Trial = { ...running, number: 1, state: 'failed', reports: new Map() }
  const known = fidelities([running, failed], 'maximize', { minResource: 1, eta: 3 })
  assert.deepEqual(
    known.map(({ budget, observed }) => [budget, observed.map(({ loss }) => loss)]),
    [
      [1, [-5]],
      [3, [-4]],
      [9, [Number.POSITIVE_INFINITY]],
      [null, [Number.POSITIVE_INFINITY]],
    ],
  )
})

test('the model is of the largest budget that enough trials have reached', () => {
  const pruned = Array.from({ length: 20 }, (_, i) => trialOf(i, 4, 'pruned'))
  const budgetAfter = (complete: number) => {
    const ended = Array.from({ length: complete }, (_, i) => trialOf(20 + i, 9, 'complete'))
    return suggested(40, [...pruned, ...ended], { randomShare: 0 }).provenance.budget
  }
  assert.equal(suggested(3, pruned.slice(0, 4)).provenance.phase, 'start-up')
  assert.equal(budgetAfter(0), 3)
  assert.equal(budgetAfter(4), 3) // two parameters: 3 points, and two more
  assert.equal(budgetAfter(5), 'whole')
})

test('suggestions follow what that budget says', () => {
  const meanX = (history: readonly Trial[]) => {
    const xs = Array.from({ length: 30 }, (_, i) => {
      const { params } = suggested(100 + i, history, { randomShare: 0 })
      return Number(params.x)
    })
    return xs.reduce((sum, x) => sum + x, 0) / xs.length
  }
  const pruned = Array.from({ length: 40 }, (_, i) => trialOf(i, 4, 'pruned'))
  const complete = Array.from({ length: 20 }, (_, i) => trialOf(40 + i, 9, 'complete'))
  assert.ok(meanX(pruned) > 0.6, 'the rungs want a large x')
  assert.ok(meanX([...pruned, ...complete]) < 0.4, 'whole trials want a small one')
})

test('a third of the trials is random, and all say what they are', () => {
  const history = Array.from({ length: 30 }, (_, i) => trialOf(i, 9, 'complete'))
  const phases = Array.from({ length: 300 }, (_, i) => suggested(100 + i, history).provenance.phase)
  const random = phases.filter((phase) => phase === 'random').length
  // 100 expected, deviation 8.2: outside of 60 to 140 once in a million seeds
  assert.ok(random > 60 && random < 140, `${random}`)
  const model = Array.from({ length: 20 }, (_, i) => suggested(100 + i, history)).find(
    ({ provenance }) => provenance.phase === 'model',
  )
  assert.ok(model)
  const { sampler, budget, observed, logRatio, good, bad } = model.provenance
  assert.deepEqual([sampler, budget, observed, good, bad], ['bohb', 'whole', 30, 4, 26])
  assert.equal(typeof logRatio, 'number')
})
