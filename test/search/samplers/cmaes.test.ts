import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cmaes } from '../../../src/search/samplers/cmaes.ts'
import type { Params } from '../../../src/search/space/params.ts'
import type { SearchSpace } from '../../../src/search/space/space.ts'
import type { Trial } from '../../../src/search/trial.ts'
import { spaceOf } from '../space-arbitrary.ts'
import { contextOf } from '../suggest-context.ts'

function suggestAt(space: SearchSpace, history: readonly Trial[], number: number, seed = 1) {
  const result = cmaes.suggest(contextOf(space, number, { history, seed }), {})
  assert.ok(result !== null && result !== 'unsatisfiable')
  return result
}

function told(number: number, params: Params, value: number): Trial {
  return { number, state: 'complete', params, values: [value], reports: new Map() }
}

function search(space: SearchSpace, loss: (params: Params) => number, trials: number): Trial[] {
  const history: Trial[] = []
  for (let number = 0; number < trials; number++) {
    const { params } = suggestAt(space, history, number)
    history.push(told(number, params, loss(params)))
  }
  return history
}

const best = (history: readonly Trial[]) =>
  Math.min(...history.map(({ values }) => values?.[0] ?? Number.POSITIVE_INFINITY))

const json = {
  x: { $float: { low: -5, high: 5 } },
  y: { $float: { low: 1e-5, high: 1, log: true } },
  k: { $int: { low: 1, high: 30 } },
  c: { $choice: ['a', 'b', { type: 'd', z: { $float: { low: 0, high: 1 } } }] },
}
const loss = ({ x, y, k, c, 'c[d].z': z }: Params) =>
  (Number(x) - 1 - 0.1 * Number(k)) ** 2 +
  (Math.log10(Number(y)) + 3) ** 2 +
  0.1 * (Number(k) - 12) ** 2 +
  (c === 'd' ? 0.1 + (Number(z) - 0.8) ** 2 : 2)

test('comes close to the minimum of a mixed conditional function', () => {
  // the minimum is 0.1; 300 random trials reach about 1
  const history = search(spaceOf(json), loss, 300)
  assert.ok(best(history) < 0.15, String(best(history)))
})

test('what was replayed before changes nothing: the memo and a fresh replay agree', () => {
  const space = spaceOf(json)
  const history = search(space, loss, 60)
  for (const length of [60, 13, 47, 59]) {
    const part = history.slice(0, length)
    assert.deepEqual(suggestAt(space, part, length), suggestAt(spaceOf(json), part, length))
  }
  const running = history.slice(50).map((trial) => ({ ...trial, state: 'running' as const }))
  for (const count of [7, 6, 0, 7]) {
    const part = [...history.slice(0, 50), ...running.slice(0, count)]
    assert.deepEqual(suggestAt(space, part, 60), suggestAt(spaceOf(json), part, 60))
  }
  const changed = history.map((trial) => told(trial.number, trial.params, -loss(trial.params)))
  assert.deepEqual(suggestAt(space, changed, 60), suggestAt(spaceOf(json), changed, 60))
})

test('asks beyond a generation that has not ended, and no two trials are alike', () => {
  const space = spaceOf({ x: { $float: { low: 0, high: 1 } }, y: { $float: { low: 0, high: 1 } } })
  const running: Trial[] = []
  for (let number = 0; number < 40; number++) {
    const { params, provenance } = suggestAt(space, running, number)
    assert.equal(provenance.generation, 0)
    running.push({ number, state: 'running', params, values: null, reports: new Map() })
  }
  assert.equal(new Set(running.map(({ params }) => JSON.stringify(params))).size, 40)
})

test('an integer keeps a chance to move when the search has settled', () => {
  const space = spaceOf({ k: { $int: { low: 0, high: 9 } }, x: { $float: { low: 0, high: 1 } } })
  const history = search(space, ({ k, x }) => (Number(k) - 6) ** 2 + Number(x), 120)
  const later = history.slice(60).map(({ params }) => params.k)
  assert.ok(later.filter((k) => k === 6).length > 30, 'it has settled')
  assert.ok(new Set(later).size > 1, 'and still moves')
})

test('eight trials at once come nearly as far as one at a time', () => {
  const numbers = Array.from({ length: 5 }, (_, i) => `x${i}`)
  const bowl = spaceOf(
    Object.fromEntries(numbers.map((name) => [name, { $float: { low: 0, high: 1 } }])),
  )
  const height = (params: Params) =>
    numbers.reduce((sum, name) => sum + (Number(params[name]) - 0.7) ** 2, 0)
  const logBest = (atOnce: number, seed: number) => {
    const history: Trial[] = []
    for (let number = 0; number < 200; number++) {
      const ended = history[number - atOnce]
      if (ended) history[ended.number] = told(ended.number, ended.params, height(ended.params))
      const { params } = suggestAt(bowl, history, number, seed)
      history.push({ number, state: 'running', params, values: null, reports: new Map() })
    }
    return Math.log10(best(history))
  }
  const mean = (atOnce: number) =>
    Array.from({ length: 8 }, (_, seed) => logBest(atOnce, seed)).reduce((a, b) => a + b, 0) / 8
  // of some 1e4; it is 10^0.88 where all points are taken to be drawn around the present mean
  assert.ok(mean(8) - mean(1) < 0.75, `${mean(8)} ${mean(1)}`)
})
