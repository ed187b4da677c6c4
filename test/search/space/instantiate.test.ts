import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Params } from '../../../src/search/params.ts'
import { rngFor } from '../../../src/search/rng.ts'
import { activeParameters, assign, completeParams } from '../../../src/search/space/assign.ts'
import { checkParams } from '../../../src/search/space/check-params.ts'
import { drawFrom } from '../../../src/search/space/domain.ts'
import { instantiate, sourceOf } from '../../../src/search/space/instantiate.ts'
import { parseSpace } from '../../../src/search/space/parse-space.ts'
import type { Condition } from '../../../src/search/space/space.ts'
import { smallSpace, spaceJson, spaceOf } from '../space-arbitrary.ts'

const conv = spaceOf({
  layers: [
    {
      $repeat: {
        times: { $int: { low: 1, high: 4 } },
        growth: { filters: 2 },
        layer: { type: 'conv2d', filters: 8, kernelSize: { $choice: [3, 5] } },
      },
    },
    { type: 'flatten' },
  ],
  optimizer: {
    $choice: [
      { type: 'adam', learningRate: { $float: { low: 1e-4, high: 1e-2, log: true } } },
      { type: 'sgd', momentum: 0.9 },
    ],
  },
})
const params: Params = { 'layers[0].times': 3, 'layers[0].kernelSize': 5, optimizer: 'sgd' }

describe('instantiate', () => {
  test('fills the holes, repeats in place and doubles the filters', () => {
    const layer = (filters: number) => ({ type: 'conv2d', filters, kernelSize: 5 })
    assert.deepEqual(instantiate(conv, params).spec, {
      layers: [layer(8), layer(16), layer(32), { type: 'flatten' }],
      optimizer: { type: 'sgd', momentum: 0.9 },
    })
  })

  test('says where each value comes from', () => {
    const { sources } = instantiate(conv, params)
    const from = (pointer: string) => sourceOf(sources, pointer)
    assert.equal(from('/layers/2/filters'), '/layers/0/$repeat/layer/filters')
    assert.equal(from('/layers/1/kernelSize'), '/layers/0/$repeat/layer/kernelSize/$choice/1')
    assert.equal(from('/layers/3'), '/layers/1')
    assert.equal(from('/layers/3/type'), '/layers/1/type')
    assert.equal(from('/optimizer/momentum'), '/optimizer/$choice/1/momentum')
    assert.equal(from('/optimizer/learningRate'), '/optimizer/$choice/1/learningRate')
    assert.equal(from('/loss'), '/loss')
    assert.equal(from(''), '')
  })

  test('rounds what grows from an integer, and leaves other numbers alone', () => {
    const repeat = { times: 3, growth: { a: 1.5, b: 0.5, c: 3 } }
    const layer = { a: { $int: { low: 5, high: 5 } }, b: 0.5, c: { $choice: [1, 2] } }
    const space = spaceOf({ l: [{ $repeat: { ...repeat, layer } }] })
    const { spec } = instantiate(space, { 'l[0].a': 5, 'l[0].c': 2 })
    assert.deepEqual(spec, {
      l: [
        { a: 5, b: 0.5, c: 2 },
        { a: 8, b: 0.25, c: 6 },
        { a: 11, b: 0.125, c: 18 },
      ],
    })
  })

  test('grows an option in the branches of a layer that have it', () => {
    const layer = { $choice: [{ type: 'conv2d', filters: 4 }, { type: 'flatten' }] }
    const times = 2
    const growth = { filters: { $choice: [1, 3] } }
    const space = spaceOf({ l: [{ $repeat: { times, each: true, layer, growth } }] })
    const chosen = { 'l[0][0]': 'flatten', 'l[0][1]': 'conv2d', 'l[0].growth.filters': 3 }
    assert.deepEqual(instantiate(space, chosen).spec, {
      l: [{ type: 'flatten' }, { type: 'conv2d', filters: 12 }],
    })
    assert.deepEqual(checkParams(space, { 'l[0][0]': 'conv2d', 'l[0][1]': 'flatten' }), [])
  })

  test('has each its own values, and repeats inside repeats', () => {
    const inner = { $repeat: { times: 2, growth: { u: 10 }, layer: { u: { $choice: [1, 2] } } } }
    const space = spaceOf({
      l: [{ $repeat: { times: 2, each: true, growth: { w: 2 }, layer: { b: [inner], w: 1 } } }],
    })
    const spec = instantiate(space, { 'l[0][0].b[0].u': 1, 'l[0][1].b[0].u': 2 }).spec
    assert.deepEqual(spec, {
      l: [
        { b: [{ u: 1 }, { u: 10 }], w: 1 },
        { b: [{ u: 2 }, { u: 20 }], w: 2 },
      ],
    })
  })

  test('is a broken call without a value for an active parameter', () => {
    assert.throws(() => instantiate(conv, { optimizer: 'sgd' }), /no times/)
    assert.throws(() => instantiate(conv, { ...params, optimizer: 'rmsprop' }), /no option/)
  })

  test('takes no value from the prototype of params', () => {
    const space = spaceOf({ constructor: { $bool: true } })
    assert.throws(() => instantiate(space, {}), /No value for parameter constructor/)
    assert.equal(checkParams(space, {}).length, 1)
  })

  test('maps every value of the spec to something in the space as posted', () => {
    fc.assert(
      fc.property(spaceJson, fc.nat(), (json, seed) => {
        const body = { json }
        const parsed = parseSpace(body)
        fc.pre(parsed.ok)
        const rng = rngFor(seed, 0)
        const drawn = assign(parsed.space, ({ domain }) => drawFrom(domain, rng))
        const { spec, sources } = instantiate(parsed.space, drawn)
        assert.deepEqual(JSON.parse(JSON.stringify(spec)), spec)
        for (const pointer of pointersOf(spec)) {
          const source = sources.get(pointer)
          assert.ok(source !== undefined, `${pointer} has no source`)
          assert.notEqual(at(body, source), undefined, `${source} is nowhere`)
        }
      }),
      { seed: 1, numRuns: 300 },
    )
  })
})

describe('active parameters', () => {
  test('are those whose conditions hold, and those that params must have', () => {
    fc.assert(
      fc.property(smallSpace(1e9), fc.nat(), (space, seed) => {
        const rng = rngFor(seed, 0)
        const drawn = assign(space, ({ domain }) => drawFrom(domain, rng))
        const active = activeParameters(space, drawn).map(({ name }) => name)
        assert.deepEqual(active.toSorted(), Object.keys(drawn).toSorted())
        const byConditions = space.parameters
          .filter(({ conditions }) => conditions.length === 0 || conditions.some(holdsIn(drawn)))
          .map(({ name }) => name)
        assert.deepEqual(byConditions.toSorted(), active.toSorted())
        assert.deepEqual(checkParams(space, drawn), [])
      }),
      { seed: 2, numRuns: 500 },
    )
  })
})

describe('checkParams', () => {
  const told = (given: Record<string, unknown>) =>
    checkParams(conv, given).map(({ pointer, detail }) => `${pointer}: ${detail}`)

  test('accepts what fits', () => {
    assert.deepEqual(told(params), [])
  })

  test('finds every fault', () => {
    assert.deepEqual(
      told({
        'layers[0].times': 2.5,
        optimizer: 'adam',
        'optimizer[adam].learningRate': 1,
        'a/b': 1,
      }),
      [
        '/layers[0].times: 2.5 is not an integer from 1 to 4',
        '/optimizer[adam].learningRate: 1 is not a number from 0.0001 to 0.01',
        '/layers[0].kernelSize: missing; one of 3, 5 is needed',
        '/a~1b: the space has no parameter of this name',
      ],
    )
    assert.deepEqual(told({ 'layers[0].times': 1, optimizer: 'sgd' }), [
      '/layers[0].kernelSize: missing; one of 3, 5 is needed',
    ])
  })

  test('refuses an inactive parameter, unless what it hangs on is faulty itself', () => {
    const rate = { 'optimizer[adam].learningRate': 1e-3 }
    assert.deepEqual(told({ ...params, ...rate }), [
      '/optimizer[adam].learningRate: not active with these params; it needs optimizer = "adam"',
    ])
    assert.deepEqual(told({ ...params, ...rate, optimizer: 'ada' }), [
      '/optimizer: "ada" is not one of "adam", "sgd"',
    ])
  })

  test('takes no text for a number, and no NaN', () => {
    for (const value of ['3', Number.NaN, null, true, [3]]) {
      assert.equal(checkParams(conv, { ...params, 'layers[0].times': value }).length, 1)
    }
  })

  test('holds steps, as far as a client can compute them', () => {
    const space = spaceOf({ a: { $float: { low: 0, high: 1, step: 0.1 } } })
    assert.deepEqual(checkParams(space, { a: 0.1 + 0.2 }), [])
    assert.equal(checkParams(space, { a: 0.35 }).length, 1)
    const odd = spaceOf({ a: { $int: { low: 1, high: 9, step: 2 } } })
    assert.deepEqual(checkParams(odd, { a: 7 }), [])
    assert.equal(checkParams(odd, { a: 8 }).length, 1)
  })
})

test('completeParams keeps what is given, asks for the rest and says what it filled', () => {
  const rng = rngFor(1, 1)
  const given = { optimizer: 'adam', 'layers[0].times': 2 }
  const { params, filled } = completeParams(conv, given, ({ domain }) => drawFrom(domain, rng))
  assert.deepEqual(filled, ['layers[0].kernelSize', 'optimizer[adam].learningRate'])
  assert.deepEqual(checkParams(conv, params), [])
  assert.equal(params['layers[0].times'], 2)
})

function holdsIn(params: Params) {
  return (condition: Condition) =>
    condition.every((requirement) => {
      const value = params[requirement.parameter]
      if (value === undefined) return false
      return 'equals' in requirement
        ? value === requirement.equals
        : Number(value) > requirement.above
    })
}

function* pointersOf(json: unknown, pointer = ''): Generator<string> {
  yield pointer
  if (typeof json !== 'object' || json === null) return
  for (const [key, value] of Object.entries(json)) yield* pointersOf(value, `${pointer}/${key}`)
}

function at(json: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], json)
}
