import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hypervolume } from '../../../src/search/compare/hypervolume.ts'
import type { SuggestContext } from '../../../src/search/sampler.ts'
import { samplers } from '../../../src/search/samplers/index.ts'
import type { Params } from '../../../src/search/space/params.ts'
import type { Trial } from '../../../src/search/trial.ts'
import { spaceOf } from '../space-arbitrary.ts'
import { contextOf } from '../suggest-context.ts'

const space = spaceOf(
  Object.fromEntries([0, 1, 2, 3, 4, 5].map((i) => [`x${i}`, { $float: { low: 0, high: 1 } }])),
)

function search(
  name: 'random' | 'nsga2',
  seed: number,
  trialOf: (params: Params) => Pick<Trial, 'values' | 'violations' | 'state'>,
): Trial[] {
  const history: Trial[] = []
  for (let number = 0; number < 240; number++) {
    const result = samplers[name].suggest(contextAt(history, number, seed), {})
    assert.ok(result !== null && result !== 'unsatisfiable')
    const { params } = result
    history.push({ number, params, reports: new Map(), ...trialOf(params) })
  }
  return history
}

/** ZDT1 with its second objective turned around. */
function zdt1(params: Params): [number, number] {
  const [first = 0, ...rest] = Object.values(params).map(Number)
  const g = 1 + (9 * rest.reduce((sum, x) => sum + x, 0)) / rest.length
  return [first, -g * (1 - Math.sqrt(first / g))]
}

const complete = (values: number[]) => ({ state: 'complete' as const, values })

function contextAt(history: readonly Trial[], number: number, seed: number): SuggestContext {
  return contextOf(space, number, { directions: ['minimize', 'maximize'], history, seed })
}

test('dominates far more than random search does', () => {
  const volumeOf = (history: Trial[]) =>
    hypervolume(
      history.map(({ values }) => [values![0]!, -values![1]!]),
      [1.1, 6],
    )
  for (const seed of [1, 2, 3]) {
    const [own, random] = (['nsga2', 'random'] as const).map((name) =>
      volumeOf(search(name, seed, (params) => complete(zdt1(params)))),
    )
    // all there is: about 6.2
    assert.ok(own! > random! + 0.5, `${own} against ${random}`)
  }
})

test('turns away from violated constraints and from failures', () => {
  const shareWithin = (history: Trial[], accepts: (params: Params) => boolean) =>
    history.slice(-100).filter(({ params }) => accepts(params)).length / 100
  const accepts = ({ x0 }: Params) => Number(x0) > 0.8
  const violating = search('nsga2', 1, (params) => ({
    ...complete(zdt1(params)),
    violations: [0.8 - Number(params.x0), -1],
  }))
  assert.ok(shareWithin(violating, accepts) > 0.6)
  const failing = search('nsga2', 1, (params) =>
    accepts(params) ? complete(zdt1(params)) : { state: 'failed', values: null },
  )
  assert.ok(shareWithin(failing, accepts) > 0.6)
})

test('asks for two objectives at least', () => {
  assert.equal(samplers.nsga2.minObjectives, 2)
  assert.equal(samplers.random.minObjectives, 1)
})

test('a child that crossover puts far outside of its range is brought back before it mutates', () => {
  const history: Trial[] = Array.from({ length: 32 }, (_, number) => ({
    number,
    params: Object.fromEntries(space.parameters.map(({ name }) => [name, (number >> 1) % 2])),
    reports: new Map(),
    ...complete([number % 2, number % 3]),
  }))
  for (let number = 32; number < 232; number++) {
    const result = samplers.nsga2.suggest(contextAt(history, number, 1), {
      crossoverIndex: 0,
      mutationRate: 1,
    })
    assert.ok(result !== null && result !== 'unsatisfiable')
    for (const value of Object.values(result.params)) {
      assert.ok(Number(value) >= 0 && Number(value) <= 1, String(value))
    }
  }
})
