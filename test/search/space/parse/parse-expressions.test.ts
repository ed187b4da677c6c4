import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cellAt, gridSize } from '../../../../src/search/grid/grid.ts'
import { rngFor } from '../../../../src/search/rng.ts'
import { randomParams } from '../../../../src/search/samplers/random.ts'
import { instantiate } from '../../../../src/search/space/instantiate.ts'
import { matchSpec } from '../../../../src/search/space/match-spec.ts'
import { parseSpace } from '../../../../src/search/space/parse/parse-space.ts'
import { parseRestricted, violated } from '../../../../src/search/space/restricted-space.ts'
import { spaceOf } from '../../space-arbitrary.ts'

const int = (low: number, high: number, name?: string) => ({
  $int: { low, high },
  ...(name === undefined ? {} : { name }),
})
const expr = (text: string, name?: string) => ({
  $expr: text,
  ...(name === undefined ? {} : { name }),
})
const specOf = (json: unknown, params = {}) => instantiate(spaceOf(json), params).spec
const faultsOf = (json: unknown) => {
  const parsed = parseSpace(json)
  assert.ok(!parsed.ok, 'the space is accepted')
  return parsed.faults
}

describe('a derived value', () => {
  test('is computed from parameters and is none itself', () => {
    const json = {
      layers: [
        { type: 'conv2d', filters: int(4, 8, 'filters') },
        { type: 'conv2d', filters: expr('filters * 2') },
        {
          type: 'dense',
          units: expr('round((layers[1].filters + 1) / 2)'),
          bias: expr('filters > 5'),
        },
      ],
    }
    const space = spaceOf(json)
    assert.deepEqual(
      space.parameters.map(({ name }) => name),
      ['filters'],
    )
    assert.deepEqual(instantiate(space, { filters: 6 }).spec, {
      layers: [
        { type: 'conv2d', filters: 6 },
        { type: 'conv2d', filters: 12 },
        { type: 'dense', units: 7, bias: true },
      ],
    })
    assert.deepEqual(gridSize(space), { ok: true, size: 5n })
  })

  test('takes the repetition as index, in shared layers and with each', () => {
    const layer = { filters: expr('base * 2 ** index') }
    const repeat = (each: boolean) => ({
      base: int(4, 8, 'base'),
      layers: [{ $repeat: { times: 3, each, layer } }],
    })
    const wanted = { base: 4, layers: [4, 8, 16].map((filters) => ({ filters })) }
    assert.deepEqual(specOf(repeat(false), { base: 4 }), wanted)
    assert.deepEqual(specOf(repeat(true), { base: 4 }), wanted)
  })

  test('of a repetition takes the values of that repetition', () => {
    const block = [
      { filters: int(1, 9) },
      { filters: expr('layers[0][index].layers[0].filters * 2') },
    ]
    assert.deepEqual(
      specOf(
        { layers: [{ $repeat: { times: 2, each: true, layers: block } }] },
        { 'layers[0][0].layers[0].filters': 3, 'layers[0][1].layers[0].filters': 5 },
      ),
      { layers: [3, 6, 5, 10].map((filters) => ({ filters })) },
    )
  })

  test('may use a parameter that every option of a choice has', () => {
    const rate = int(1, 4, 'rate')
    const json = (options: unknown[]) => ({ o: { $choice: options }, twice: expr('rate * 2') })
    const options = [
      { type: 'p', rate },
      { type: 'q', rate },
    ]
    assert.deepEqual(specOf(json(options), { o: 'q', rate: 3 }), {
      o: { type: 'q', rate: 3 },
      twice: 6,
    })
    const [fault] = faultsOf(json([...options, { type: 'r' }]))
    assert.equal(fault?.pointer, '/twice/$expr')
    assert.match(fault.detail, /rate is not in every trial/)
    const inside = { type: 'p', rate: int(1, 4), more: expr('o[p].rate + 1') }
    assert.deepEqual(specOf({ o: { $choice: [inside, 1] } }, { o: 'p', 'o[p].rate': 1 }), {
      o: { type: 'p', rate: 1, more: 2 },
    })
  })

  test('leaves trials out in which it is no finite number', () => {
    const body = {
      space: {
        x: int(0, 2),
        y: expr('8 / x'),
        l: [
          {
            $repeat: {
              times: int(0, 3, 'times'),
              layer: { k: expr('1 / (2 - index)') },
            },
          },
        ],
      },
    }
    const { space } = parseRestricted(body)
    assert.ok(space)
    const grid = gridSize(space)
    assert.deepEqual(grid, { ok: true, size: 6n }) // x of 1 or 2, times of 0, 1, 2
    for (let cell = 0; cell < 6; cell++) {
      assert.doesNotMatch(JSON.stringify(instantiate(space, cellAt(space, cell))), /null/)
    }
    const constraint = violated(space, { x: 0, times: 0 })
    assert.equal(constraint?.clause, '8 / x has a finite value')
    assert.equal(constraint.pointer, '/space/y/$expr')
  })

  test('adds no constraint where it has a value always', () => {
    for (const text of ['x / 2', '1 / (x + 1)', '2 ** x', 'x * 3 - 7', 'floor(x / 3)', 'x > 2']) {
      assert.deepEqual(spaceOf({ x: int(0, 60), y: expr(text) }).constraints, [], text)
    }
    for (const text of ['1 / x', '10 ** (x * 9)', 'x ** -1', '(x - 5) ** 0.5']) {
      assert.equal(spaceOf({ x: int(0, 60), y: expr(text) }).constraints.length, 1, text)
    }
  })
})

describe('a fault of an expression', () => {
  const cases: [string, unknown, string, RegExp][] = [
    ['no string', { a: { $expr: 2 } }, '/a/$expr', /write a string/],
    ['bad grammar', { a: expr('2 *') }, '/a/$expr', /character 4: a value is missing/],
    ['an unknown name', { x: int(1, 2, 'filters'), a: expr('filter * 2') }, '/a/$expr', /filters/],
    ['text in a product', { x: { $choice: ['p', 'q'] }, a: expr('x * 2') }, '/a/$expr', /a string/],
    [
      'an index outside of a repeat',
      { x: int(1, 2), a: expr('x * index') },
      '/a/$expr',
      /\$repeat/,
    ],
    ['a cycle', { x: expr('y + 1'), y: expr('z'), z: expr('x') }, '/x/$expr', /x → y → z → x/],
    ['itself', { x: expr('x + 1') }, '/x/$expr', /x → x/],
    ['the name of a parameter', { x: int(1, 2), a: expr('2', 'x') }, '/a', /also a parameter/],
    ['a name given twice', { a: expr('2', 'x'), b: expr('3', 'x') }, '/b', /also the name of \/a/],
    ['a default', { a: { ...expr('2'), default: 2 } }, '/a/default', /unknown key/],
    [
      'times',
      { x: int(1, 2), l: [{ $repeat: { times: expr('x + 1'), layer: 1 } }] },
      '/l/0/$repeat/times',
      /is not an integer/,
    ],
    [
      'growth of it',
      { l: [{ $repeat: { times: 2, layer: { u: expr('2') }, growth: { u: 2 } } }] },
      '/l/0/$repeat/growth/u',
      /use "index"/,
    ],
    [
      'a parameter called index in a repeat',
      { index: int(1, 2), l: [{ $repeat: { times: 2, layer: { u: expr('index') } } }] },
      '/l/0/$repeat/layer/u/$expr',
      /another name/,
    ],
    [
      'a value that differs between repetitions, from outside',
      { a: expr('wide'), l: [{ $repeat: { times: 2, layer: { u: expr('index + 1', 'wide') } } }] },
      '/a/$expr',
      /differs between the repetitions/,
    ],
  ]
  for (const [what, json, pointer, detail] of cases) {
    test(`is told for ${what}`, () => {
      const found = faultsOf(json).find((fault) => fault.pointer === pointer)
      assert.match(found?.detail ?? JSON.stringify(faultsOf(json)), detail)
    })
  }

  test('is told for expressions that multiply by referring to each other', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`a${i}`, expr(`a${i + 1} + a${i + 1}`)]),
    )
    const [fault, ...others] = faultsOf({ ...chain, a40: int(1, 2) })
    assert.match(fault?.detail ?? '', /more than 1000 parts/)
    assert.deepEqual(others, []) // what refers to it is not told again
  })
})

test('a filled-in specification is matched with its derived values', () => {
  const space = spaceOf({
    layers: [
      {
        $repeat: {
          times: int(1, 3, 'blocks'),
          layers: [
            { type: 'conv2d', filters: expr('filters * 2 ** index') },
            { type: 'batchNorm' },
            { $choice: [{ type: 'maxPool2d' }, { $repeat: { times: 0, layer: 1 } }], name: 'pool' },
          ],
        },
      },
      { type: 'flatten' },
      {
        $repeat: {
          times: int(0, 2, 'dense'),
          layer: { type: 'dense', units: int(4, 64, 'units') },
        },
      },
    ],
    filters: int(2, 32, 'filters'),
  })
  for (let number = 0; number < 60; number++) {
    const params = randomParams(space, rngFor(3, number), null)
    assert.ok(params)
    assert.deepEqual(matchSpec(space, instantiate(space, params).spec), { params, faults: [] })
  }
  const { layers, filters } = instantiate(space, {
    blocks: 2,
    pool: 'maxPool2d',
    dense: 0,
    filters: 8,
  }).spec as { layers: object[]; filters: number }
  assert.deepEqual(
    matchSpec(space, { layers }).faults.map(({ pointer }) => pointer),
    ['/layers/0/filters'],
  )
  const wrong = layers.with(3, { type: 'conv2d', filters: 17 })
  assert.deepEqual(matchSpec(space, { layers: wrong, filters }).faults, [
    { pointer: '/layers/3/filters', detail: '17 is not 16, the value of filters * 2 ** index' },
  ])
})
