import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { rngFor } from '../../../src/search/rng.ts'
import { randomParams } from '../../../src/search/samplers/random.ts'
import { instantiate } from '../../../src/search/space/instantiate.ts'
import { matchSpec } from '../../../src/search/space/match-spec.ts'
import { smallSpace, spaceOf } from '../space-arbitrary.ts'

const int = (low: number, high: number) => ({ $int: { low, high } })
const space = spaceOf({
  layers: [
    {
      $repeat: {
        times: int(1, 3),
        each: true,
        growth: { units: 2 },
        layer: {
          type: 'dense',
          units: { $choice: [4, 6] },
          activation: { $choice: ['relu', 'tanh'] },
        },
      },
    },
    { type: 'dense', units: 'outputs' },
  ],
  optimizer: {
    $choice: [
      { type: 'adam', learningRate: { $float: { low: 0, high: 1 } }, weightDecay: 0 },
      {
        type: 'sgd',
        learningRate: { $float: { low: 0, high: 9 } },
        momentum: { $choice: [0, 0.9] },
      },
    ],
  },
  batchSize: int(1, 64),
})

test('a filled-in specification gives the params that it came from', () => {
  let matched = 0
  fc.assert(
    fc.property(smallSpace(1e6), fc.nat(30), (space, number) => {
      const params = randomParams(space, rngFor(1, number), null)
      assert.ok(params)
      const { spec } = instantiate(space, params)
      const found = matchSpec(space, spec)
      // spaces may say the same in several ways, and arrays with two open repeats are not read
      if (found.faults.length > 0) return
      matched += 1
      assert.deepEqual(instantiate(space, { ...params, ...found.params }).spec, spec)
    }),
    { seed: 6, numRuns: 500 },
  )
  assert.ok(matched > 300, String(matched))
})

describe('a part of a specification', () => {
  test('gives the params of what it says', () => {
    const optimizer = { type: 'sgd', momentum: 0.9 }
    assert.deepEqual(matchSpec(space, { batchSize: 8, optimizer }), {
      params: { batchSize: 8, optimizer: 'sgd', 'optimizer[sgd].momentum': 0.9 },
      faults: [],
    })
    const dense = (units: unknown, activation: string) => ({ type: 'dense', units, activation })
    const layers = [dense(6, 'relu'), dense(8, 'tanh'), { type: 'dense', units: 'outputs' }]
    assert.deepEqual(matchSpec(space, { layers }), {
      params: {
        'layers[0].times': 2,
        'layers[0][0].units': 6,
        'layers[0][0].activation': 'relu',
        'layers[0][1].activation': 'tanh',
      },
      faults: [],
    })
  })

  const cases: [string, object, string[]][] = [
    ['a key that the space does not have', { batch: 8 }, ['/batch']],
    ['a value outside', { batchSize: 65 }, ['/batchSize']],
    ['an unknown option', { optimizer: { type: 'lion' } }, ['/optimizer']],
    [
      'a value outside, in an option',
      { optimizer: { type: 'adam', learningRate: 2 } },
      ['/optimizer/learningRate'],
    ],
    [
      'another literal',
      { optimizer: { type: 'adam', weightDecay: 1 } },
      ['/optimizer/weightDecay'],
    ],
    ['what fits several options', { optimizer: { learningRate: 0.5 } }, ['/optimizer']],
    ['too many layers', { layers: [1, 2, 3, 4, 5] }, ['/layers']],
    ['no array', { layers: {} }, ['/layers']],
    ['no object', { optimizer: 'adam' }, ['/optimizer']],
  ]
  for (const [what, spec, pointers] of cases) {
    test(`is refused for ${what}`, () => {
      assert.deepEqual(
        matchSpec(space, spec).faults.map(({ pointer }) => pointer),
        pointers,
      )
    })
  }
})
