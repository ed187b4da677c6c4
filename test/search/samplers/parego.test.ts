import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hypervolume } from '../../../src/search/hypervolume.ts'
import { rngFor } from '../../../src/search/rng.ts'
import type { Sampler } from '../../../src/search/sampler.ts'
import { parego } from '../../../src/search/samplers/parego.ts'
import { random } from '../../../src/search/samplers/random.ts'
import type { Trial } from '../../../src/search/trial.ts'
import { spaceOf } from '../space-arbitrary.ts'

const space = spaceOf(
  Object.fromEntries(
    Array.from({ length: 3 }, (_, i) => [`x${i}`, { $float: { low: -3, high: 3 } }]),
  ),
)
/** The front lies between (1, 1, 1) and (−1, −1, −1); the second objective is maximized. */
const objectives = (x: number[]) => [
  x.reduce((sum, xi) => sum + (xi - 1) ** 2, 0),
  -x.reduce((sum, xi) => sum + (xi + 1) ** 2, 0),
]

function search(sampler: Sampler, trials: number, seed: number): Trial[] {
  const history: Trial[] = []
  for (let number = 0; number < trials; number++) {
    const suggestion = sampler.suggest(
      {
        space,
        directions: ['minimize', 'maximize'],
        history,
        number,
        suggestionIndex: number,
        enqueued: [],
        seed,
        rng: rngFor(seed, number),
        isFeasible: null,
      },
      {},
    )
    assert.ok(suggestion !== null && suggestion !== 'unsatisfiable')
    const { params } = suggestion
    const values = objectives(Object.values(params).map(Number))
    history.push({ number, state: 'complete', params, values, reports: new Map() })
  }
  return history
}

const volume = (history: readonly Trial[]) =>
  hypervolume(
    history.map(({ values }) => [values![0]!, -values![1]!]),
    [20, 20],
  )

test('covers a front of two objectives better in 40 trials than random search in 400', () => {
  const found = search(parego, 40, 5)
  assert.ok(volume(found) > volume(search(random, 400, 5)))
  // both ends of the front, and its middle
  const first = found.map(({ values }) => values![0]!)
  assert.ok(Math.min(...first) < 0.5)
  assert.ok(found.some(({ values }) => Math.abs(values![0]! - 3) < 1.5 && values![1]! > -4.5))
})

test('a trial that is NaN in one objective counts as failed, not as a compromise', () => {
  const history = search(parego, 15, 6)
  const broken = history.map((trial, i) =>
    i % 3 === 0 ? { ...trial, values: [0, Number.NaN] } : trial,
  )
  const context = {
    space,
    directions: ['minimize', 'maximize'] as const,
    history: broken,
    number: 15,
    suggestionIndex: 15,
    enqueued: [],
    seed: 6,
    rng: rngFor(6, 15),
    isFeasible: null,
  }
  const suggestion = parego.suggest(context, {})
  assert.ok(suggestion !== null && suggestion !== 'unsatisfiable')
  const { sampler, observations, weights, feasibility } = suggestion.provenance
  assert.deepEqual([sampler, observations], ['parego', 10])
  assert.match(String(weights), /^0\.\d+ 0\.\d+$/)
  assert.ok(Number(feasibility) < 1)
})
