/** A space that can be counted: every configuration once, whichever the sampler, and then no more. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Sampler } from '../../../src/search/sampler.ts'
import { type SamplerSpec, samplers } from '../../../src/search/samplers/index.ts'
import type { Trial } from '../../../src/search/trial.ts'
import { fillInStudy } from '../../../src/study/check/fill-in-study.ts'
import { withDirections } from '../../../src/study/directions.ts'
import { type LoadedSpace, loadSpace } from '../../../src/study/load-study.ts'
import { PostedStudy } from '../../../src/study/posted-study.ts'
import { type NextTrial, suggestNext } from '../../../src/study/suggest/suggest-next.ts'

const loadedOf = (space: object, more: object = {}): LoadedSpace => {
  const objective = { metric: 'value', direction: 'minimize' }
  const posted = PostedStudy.parse({ name: 'small', objective, space, ...more })
  return loadSpace(withDirections(fillInStudy(posted, null, new Date(0))).spec, null)
}

const small = loadedOf({
  layers: { $int: { low: 1, high: 3 } },
  rate: { $float: { low: 0.1, high: 0.2, step: 0.1 } },
  kind: { $choice: [{ type: 'p', k: { $bool: true } }, { type: 'q' }] },
})
const cells = 3 * 2 * 3

interface Asked {
  loaded?: LoadedSpace
  history?: Trial[]
  trials?: number
  learnsUntil?: (number: number) => number
  stateOf?: (number: number) => Trial['state']
}

/** Params until nothing is left, or of so many trials. */
function searched(type: keyof typeof samplers, asked: Asked = {}): string[] {
  const { loaded = small, history = [], trials = 2 * cells, stateOf = () => 'complete' } = asked
  const sampler = { type } as SamplerSpec
  const { minObjectives } = samplers[type] as Sampler
  const directions = (['minimize', 'maximize'] as const).slice(0, minObjectives)
  const served: string[] = []
  for (let number = history.length; served.length < trials; number++) {
    const next: NextTrial = {
      sampler,
      directions,
      seed: 5,
      number,
      learnsUntil: asked.learnsUntil?.(number) ?? null,
      suggestionIndex: served.length,
      enqueued: [],
      plan: { trials: null, parallelism: null },
    }
    const suggestion = suggestNext(loaded, history, next)
    if (suggestion === null || suggestion === 'unsatisfiable') break
    const { params } = suggestion
    const state = stateOf(number)
    const loss = JSON.stringify(params).length + Number(params.rate ?? 0)
    const values = state === 'complete' ? directions.map((_, at) => loss * (at + 1)) : null
    history.push({ number, state, params, values, reports: new Map([[1, loss]]) })
    served.push(JSON.stringify(params))
  }
  return served
}

const names = (Object.keys(samplers) as (keyof typeof samplers)[]).filter(
  (name) => !(samplers[name] as Sampler).inherits, // a population goes on with what it has
)

for (const name of names) {
  describe(`a space of ${cells} configurations, searched with ${name}`, () => {
    test('has each of them once, then the search is exhausted', () => {
      const served = searched(name)
      assert.equal(served.length, cells)
      assert.equal(new Set(served).size, cells)
    })

    test('gives the same ones for the same seed', () => {
      assert.deepEqual(searched(name), searched(name))
    })

    test('counts trials that run, failed or were pruned as tried', () => {
      const states = ['running', 'failed', 'pruned', 'waiting', 'cancelled'] as const
      const served = searched(name, {
        stateOf: (number) => states[number % states.length] ?? 'failed',
      })
      assert.equal(new Set(served).size, cells)
      assert.equal(served.length, cells)
    })
  })
}

test('what users gave is tried already, given twice or not; what another study tried is not', () => {
  const params = { layers: 2, rate: 0.2, kind: 'q' }
  const trial = (number: number): Trial => ({
    number,
    state: 'complete',
    params,
    values: [1],
    reports: new Map(),
  })
  for (const name of ['random', 'tpe', 'gp'] as const) {
    const served = searched(name, { history: [trial(0), trial(1)] })
    assert.equal(served.length, cells - 1)
    assert.ok(!served.includes(JSON.stringify(params)))
  }
  const learned = searched('tpe', { history: [{ ...trial(0), number: -1 }] })
  assert.equal(learned.length, cells)
})

test('only feasible configurations count', () => {
  const constrained = loadedOf(
    { a: { $int: { low: 1, high: 30 } }, b: { $int: { low: 1, high: 30 } } },
    { constraints: ['a * b == 30'], forbidden: [{ a: 1 }] },
  )
  for (const name of ['random', 'sobol', 'tpe', 'cmaes', 'gp'] as const) {
    const served = searched(name, { loaded: constrained })
    assert.equal(served.length, 7, name)
    assert.equal(new Set(served).size, 7)
  }
})

test('an ordered study tries no copy of a trial whose result does not count yet', () => {
  const served = searched('tpe', { learnsUntil: (number) => number - 8 })
  assert.equal(new Set(served).size, cells)
})

test('a space that is continuous, or in which nothing is free, is not counted', () => {
  const continuous = loadedOf({ x: { $float: { low: 0, high: 1 } } })
  assert.equal(searched('random', { loaded: continuous, trials: 50 }).length, 50)
  assert.equal(searched('random', { loaded: loadedOf({ x: 1 }), trials: 5 }).length, 5)
})
