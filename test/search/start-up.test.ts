import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { SuggestContext, SuggestResult } from '../../src/search/sampler.ts'
import { samplers } from '../../src/search/samplers/index.ts'
import { sobol } from '../../src/search/samplers/sobol.ts'
import { spaceOf } from './space-arbitrary.ts'
import { contextOf } from './suggest-context.ts'

const space = spaceOf({
  rate: { $float: { low: 1e-4, high: 1, log: true } },
  units: { $int: { low: 8, high: 128, step: 8 } },
  optimizer: { $choice: [{ type: 'sgd', momentum: { $float: { low: 0, high: 1 } } }, 'adam'] },
})
const isFeasible: SuggestContext['isFeasible'] = ({ units }) => Number(units) > 64

const starting = ['tpe', 'gp', 'bohb', 'pbt', 'nsga2'] as const

function paramsOf(result: SuggestResult) {
  assert.ok(result !== null && result !== 'unsatisfiable')
  return result.params
}

describe('the start of a search', () => {
  for (const name of starting) {
    test(`${name} begins with the points of sobol, feasible or not`, () => {
      for (const feasible of [null, isFeasible]) {
        for (let number = 0; number < 8; number++) {
          const context = () => contextOf(space, number, { isFeasible: feasible, seed: 5 })
          const own = samplers[name].suggest(context(), {})
          assert.deepEqual(paramsOf(own), paramsOf(sobol.suggest(context(), {})))
        }
      }
    })

    test(`${name} says that nothing is feasible`, () => {
      const context = contextOf(space, 0, { isFeasible: () => false })
      assert.equal(samplers[name].suggest(context, {}), 'unsatisfiable')
    })
  }

  test('the points are those that earlier versions gave for the seed', () => {
    const points = [0, 1, 2].map((number) =>
      paramsOf(sobol.suggest(contextOf(space, number, { seed: 5 }), {})),
    )
    assert.deepEqual(points, [
      { rate: 0.0008747582834316547, units: 16, optimizer: 'adam' },
      {
        rate: 0.19562610168203048,
        units: 112,
        optimizer: 'sgd',
        'optimizer[sgd].momentum': 0.43581418169196695,
      },
      { rate: 0.018471888888524454, units: 64, optimizer: 'adam' },
    ])
  })

  test('an infeasible point is replaced under another scrambling, without a draw from the generator', () => {
    const context = contextOf(space, 0, { isFeasible, seed: 5 })
    assert.deepEqual(paramsOf(sobol.suggest(context, {})), {
      rate: 0.00032550170769650574,
      units: 88,
      optimizer: 'sgd',
      'optimizer[sgd].momentum': 0.23304691340308636,
    })
    assert.equal(context.rng.uniform(), contextOf(space, 0, { seed: 5 }).rng.uniform())
  })
})
