import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { rngFor } from '../../../src/search/rng.ts'
import { assign } from '../../../src/search/space/assign.ts'
import { checkParams } from '../../../src/search/space/check-params.ts'
import { drawFrom } from '../../../src/search/space/domain.ts'
import { findSource, instantiate } from '../../../src/search/space/instantiate.ts'
import { parseSpace } from '../../../src/search/space/parse/parse-space.ts'
import { conv, params } from '../conv-space.ts'
import { spaceJson, spaceOf } from '../space-arbitrary.ts'

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
    const from = (pointer: string) => findSource(sources, pointer)
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
