import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expectedImprovement } from '../../src/search/expected-improvement.ts'
import { rngFor } from '../../src/search/rng.ts'
import { gp } from '../../src/search/samplers/gp.ts'
import { random as randomSampler } from '../../src/search/samplers/random.ts'
import type { Trial } from '../../src/search/trial.ts'
import { spaceOf } from './space-arbitrary.ts'

const space = spaceOf({ x: { $float: { low: -2, high: 2 } }, y: { $float: { low: -2, high: 2 } } })
const bowl = (x: number, y: number) => 10 + (x - 0.5) ** 2 + (y + 0.5) ** 2

/** Runs a number of random trials, followed by trials that the process suggests. */
function historyOf(random: number, led: number, sign: 1 | -1): Trial[] {
  const history: Trial[] = []
  for (let number = 0; number < random + led; number++) {
    const rng = rngFor(2, number)
    const directions = [sign === 1 ? 'minimize' : 'maximize'] as const
    const study = { space, directions, history, enqueued: [], seed: 2, isFeasible: null }
    const sampler = number < random ? randomSampler : gp
    const suggestion = sampler.suggest({ ...study, number, suggestionIndex: number, rng }, {})
    assert.ok(suggestion !== null && suggestion !== 'unsatisfiable')
    const { params } = suggestion
    const values = [sign * bowl(Number(params.x), Number(params.y))]
    history.push({ number, state: 'complete', params, values, reports: new Map() })
  }
  return history
}

test('says nothing before there is something to say', () => {
  const options = { direction: 'minimize', seed: 1 } as const
  assert.equal(expectedImprovement(space, historyOf(19, 0, 1), options), null)
  assert.notEqual(expectedImprovement(space, historyOf(20, 0, 1), options), null)
})

test('is of the size of what is left to gain, in the objective’s units, both ways', () => {
  for (const [sign, direction] of [
    [1, 'minimize'],
    [-1, 'maximize'],
  ] as const) {
    const early = historyOf(20, 0, sign)
    const left = Math.min(...early.map(({ values }) => sign * values![0]!)) - 10
    const expected = expectedImprovement(space, early, { direction, seed: 1 })
    assert.ok(
      expected !== null && expected > left / 10 && expected < left * 10,
      `${expected} of ${left}`,
    )
    const late = expectedImprovement(space, historyOf(20, 15, sign), { direction, seed: 1 })
    assert.ok(late !== null && late < expected / 10, `${late} after ${expected}`)
  }
})
