import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseSpace } from '../../../../src/search/space/parse/parse-space.ts'
import { spaceOf } from '../../space-arbitrary.ts'

const log = (low: number, high: number) => ({ $float: { low, high, log: true } })
const names = (json: unknown) => spaceOf(json).parameters.map(({ name }) => name)
const pointers = (json: unknown) => {
  const parsed = parseSpace(json)
  assert.ok(!parsed.ok, 'the space is accepted')
  return parsed.faults.map(({ pointer }) => pointer).sort()
}
const details = (json: unknown) => {
  const parsed = parseSpace(json)
  return parsed.ok ? '' : parsed.faults.map(({ detail }) => detail).join('\n')
}

describe('names', () => {
  test('are the path, with the type of the branch', () => {
    assert.deepEqual(
      names({
        layers: [{ filters: { $int: { low: 1, high: 2 } } }],
        optimizer: {
          $choice: [
            { type: 'adam', learningRate: log(1e-4, 1) },
            { type: 'sgd', learningRate: log(1e-4, 1) },
          ],
        },
        batchSize: { $choice: [10, 32] },
      }),
      [
        'layers[0].filters',
        'optimizer',
        'optimizer[adam].learningRate',
        'optimizer[sgd].learningRate',
        'batchSize',
      ],
    )
  })

  test('take the index where the type does not tell, is a hole, or there is none', () => {
    const space = spaceOf({
      a: { $choice: [{ type: 'x', k: 1 }, { type: 'x', k: 2 }, { type: 'y' }] },
      b: { $choice: ['x', { type: 'x' }, [{ $bool: true }]] },
      d: { $choice: [1, [{ $bool: true }]] },
      c: { $choice: [null, log(1, 2), { type: { $choice: ['u', 'v'] } }] },
    })
    const options = Object.fromEntries(
      space.parameters.map(({ name, domain }) => [name, 'options' in domain && domain.options]),
    )
    assert.deepEqual(options, {
      a: [0, 1, 'y'],
      b: ['x', 1, 2],
      'b[2][0]': [true, false],
      d: [1, '1'],
      'd["1"][0]': [true, false],
      c: [null, 1, 2],
      'c[1]': false,
      'c[2].type': ['u', 'v'],
    })
  })

  test('are the keys of the space itself as they stand; further down, quoted unless they are words', () => {
    assert.deepEqual(
      names({
        'a.b': { $bool: true },
        'batch size': { x: { $bool: true } },
        ' blank': { $bool: true },
        '': { $bool: true },
        a: { c: { $bool: true }, '0': { $bool: true }, 'c d': { $bool: true } },
        o: {
          $choice: [
            { type: '1', k: { $bool: true } },
            { type: 'p]', k: { $bool: true } },
          ],
        },
      }).sort(),
      [
        'a.b',
        'batch size.x',
        '[" blank"]',
        '[""]',
        'a.c',
        'a["0"]',
        'a["c d"]',
        'o',
        'o["1"].k',
        'o["p]"].k',
      ].sort(),
    )
  })

  test('of a repeat are those of its layer; with each the repetition follows', () => {
    const repeat = (each: boolean) => ({
      layers: [
        {
          $repeat: {
            times: { $int: { low: 1, high: 2 } },
            each,
            growth: { filters: { $choice: [1, 2] } },
            layer: { filters: { $int: { low: 4, high: 8 } }, rate: 1 },
          },
        },
      ],
    })
    assert.deepEqual(names(repeat(false)), [
      'layers[0].times',
      'layers[0].filters',
      'layers[0].growth.filters',
    ])
    assert.deepEqual(names(repeat(true)), [
      'layers[0].times',
      'layers[0][0].filters',
      'layers[0][1].filters',
      'layers[0].growth.filters',
    ])
  })

  test('that are set join holes of one domain, also with a hole of that path', () => {
    const rate = { ...log(1e-3, 1), name: 'rate' }
    const space = spaceOf({
      rate: log(1e-3, 1),
      o: { $choice: [{ type: 'adam', rate }, { type: 'sgd', rate }, { type: 'none' }] },
      each: [{ $repeat: { times: 3, each: true, layer: { act: { $bool: true, name: 'act' } } } }],
    })
    assert.deepEqual(
      space.parameters.map(({ name, pointer }) => [name, pointer]),
      [
        ['rate', '/rate'],
        ['o', '/o'],
        ['act', '/each/0/$repeat/layer/act'],
      ],
    )
  })

  test('with two domains are a fault, and so are two automatic ones that meet', () => {
    assert.deepEqual(pointers({ a: { ...log(1, 2), name: 'x' }, b: { ...log(1, 3), name: 'x' } }), [
      '/b',
    ])
    const layer = { times: { $int: { low: 1, high: 2 } } }
    assert.deepEqual(
      pointers({ l: [{ $repeat: { times: { $int: { low: 1, high: 2 } }, layer } }] }),
      ['/l/0/$repeat/layer/times'],
    )
  })
})

describe('conditions', () => {
  const conditions = (json: unknown) =>
    Object.fromEntries(spaceOf(json).parameters.map((each) => [each.name, each.conditions]))

  test('are the chain of choices, any of several ways', () => {
    const k = { $int: { low: 1, high: 2 }, name: 'k' }
    assert.deepEqual(
      conditions({
        o: {
          $choice: [{ type: 'p', in: { $choice: [{ type: 'u', k }, 1] } }, { type: 'q', k }, 0],
        },
      }),
      {
        o: [],
        'o[p].in': [[{ parameter: 'o', equals: 'p' }]],
        k: [
          [
            { parameter: 'o', equals: 'p' },
            { parameter: 'o[p].in', equals: 'u' },
          ],
          [{ parameter: 'o', equals: 'q' }],
        ],
      },
    )
  })

  test('fall away where one hole is unconditional', () => {
    const k = { $int: { low: 1, high: 2 }, name: 'k' }
    assert.deepEqual(conditions({ o: { $choice: [{ k }, 1] }, k }).k, [])
  })

  test('of repetitions ask for times, where times may be fewer', () => {
    const layer = { units: { $int: { low: 1, high: 2 } } }
    const growth = { units: { $choice: [1, 2] } }
    const times = { $int: { low: 1, high: 3 } }
    assert.deepEqual(conditions({ l: [{ $repeat: { times, each: true, layer, growth } }] }), {
      'l[0].times': [],
      'l[0][0].units': [],
      'l[0][1].units': [[{ parameter: 'l[0].times', above: 1 }]],
      'l[0][2].units': [[{ parameter: 'l[0].times', above: 2 }]],
      'l[0].growth.units': [[{ parameter: 'l[0].times', above: 1 }]],
    })
    const maybe = { $choice: [0, 2] }
    assert.deepEqual(conditions({ l: [{ $repeat: { times: maybe, layer } }] })['l[0].units'], [
      [{ parameter: 'l[0].times', above: 0 }],
    ])
    assert.deepEqual(conditions({ l: [{ $repeat: { times: 2, layer } }] })['l[0].units'], [])
  })

  test('that can never hold leave no parameter', () => {
    const layer = { units: { $int: { low: 1, high: 2 } } }
    const growth = { units: { $choice: [1, 2] } }
    assert.deepEqual(names({ l: [{ $repeat: { times: 0, layer } }] }), [])
    assert.deepEqual(names({ l: [{ $repeat: { times: 1, layer, growth } }] }), ['l[0].units'])
    const inner = {
      $choice: [
        { type: 'p', k: { $bool: true } },
        { type: 'q', m: { $bool: true } },
      ],
    }
    const json = { $choice: [{ type: 'p', in: { ...inner, name: 'c' } }, { type: 'q' }], name: 'c' }
    assert.deepEqual(names({ o: json }), ['c', 'o[p].in[p].k'])
  })
})

describe('faults', () => {
  test('are all found in one pass, each with its pointer', () => {
    assert.deepEqual(
      pointers({
        a: { $float: { low: 2, high: 1, lo: 1 } },
        b: { $float: { low: 0, high: 1, log: true, step: 0.1 } },
        c: { $int: { low: 0.5, high: 'Infinity', step: -1 } },
        d: { $choice: [] },
        e: { $choice: [{ x: 1, y: [2] }, { y: [2], x: 1 }, { $int: { low: 3 } }] },
        f: { $unknown: 1 },
        g: { $int: { low: 1, high: 2 }, nam: 'g' },
        h: { $bool: false },
        'i/j': { $float: { low: 0, high: 1, points: 1 }, $int: {} },
        k: { $float: { low: Number.NaN, high: 1, log: 'yes', points: 2.5 }, name: '' },
      }),
      [
        '/a/$float/lo',
        '/a/$float/low',
        '/b/$float/low',
        '/b/$float/step',
        '/c/$int/high',
        '/c/$int/low',
        '/c/$int/step',
        '/d/$choice',
        '/e/$choice/1',
        '/e/$choice/2/$int/high',
        '/f/$unknown',
        '/g/nam',
        '/h/$bool',
        '/i~1j',
        '/k/$float/log',
        '/k/$float/low',
        '/k/$float/points',
        '/k/name',
      ],
    )
  })

  test('of repeats are found together, and once for all repetitions', () => {
    const repeat = {
      times: { $int: { low: -1, high: 65 } },
      each: true,
      layer: { a: { $int: { low: 2, high: 1 } }, b: 'text', c: 1 },
      growth: { a: 2, b: 2, c: 0, d: 2 },
      other: 1,
    }
    assert.deepEqual(
      pointers({ l: [{ $repeat: repeat, name: 'r' }, { $repeat: { times: 2.5 } }] }),
      [
        '/l/0/$repeat/growth/b',
        '/l/0/$repeat/growth/c',
        '/l/0/$repeat/growth/d',
        '/l/0/$repeat/layer/a/$int/low',
        '/l/0/$repeat/other',
        '/l/0/$repeat/times',
        '/l/0/name',
        '/l/1/$repeat/layer',
        '/l/1/$repeat/times',
      ],
    )
    assert.deepEqual(pointers({ l: { $repeat: { times: 1, layer: 1 } } }), ['/l/$repeat'])
    const faulty = { times: 2, layer: { $choice: [] }, growth: { a: 2 } }
    assert.deepEqual(pointers({ l: [{ $repeat: faulty }] }), ['/l/0/$repeat/layer/$choice'])
    const growth = { a: 1e3 }
    assert.deepEqual(pointers({ l: [{ $repeat: { times: 64, layer: { a: 8 }, growth } }] }), [
      '/l/0/$repeat/growth/a',
    ])
  })

  test('name options that cannot be told apart', () => {
    assert.deepEqual(pointers({ a: { $choice: [1, [2], '1'] } }), ['/a/$choice/2'])
  })

  test('name ranges that numbers cannot carry', () => {
    assert.deepEqual(pointers({ a: { $float: { low: -1.7e308, high: 1.7e308 } } }), [
      '/a/$float/high',
    ])
    assert.deepEqual(pointers({ a: { $float: { low: 1e9, high: 2e9, step: 1e-9 } } }), [
      '/a/$float/step',
    ])
    assert.deepEqual(pointers({ a: { $int: { low: 1, high: 2 ** 53 } } }), ['/a/$int/high'])
  })

  test('refuse what is no space at all', () => {
    for (const json of [null, 1, [], 'x', log(1, 2), { $repeat: {} }]) {
      assert.deepEqual(pointers(json), [''])
    }
  })

  test('refuse keys that would reach a prototype', () => {
    const json: unknown = JSON.parse(
      '{"a": {"__proto__": {"x": 1}}, "b": {"$bool": true, "name": "__proto__"}}',
    )
    assert.deepEqual(pointers(json), ['/a/__proto__', '/b/name'])
  })

  test('keep a space within bounds', () => {
    const holes = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`h${i}`, { $bool: true }]))
    assert.ok(parseSpace(holes(200)).ok)
    assert.match(details(holes(201)), /201 parameters; at most 200/)
    const options = (count: number) => ({
      a: { $choice: Array.from({ length: count }, (_, i) => i) },
    })
    assert.ok(parseSpace(options(1000)).ok)
    assert.match(details(options(1001)), /1 to 1000 options/)
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)])
    assert.ok(parseSpace({ a: nested(31) }).ok)
    assert.match(details({ a: nested(32) }), /deeper than 32/)
  })

  test('count the options of a choice as alternatives', () => {
    const option = (type: string) => ({ type, values: Array.from({ length: 4_000 }, () => 0) })
    assert.ok(parseSpace({ a: { $choice: ['a', 'b', 'c'].map(option) } }).ok)
    assert.match(details({ a: ['a', 'b'].map(option) }), /at most 5000/)
  })

  test('end quickly for JSON that is deep or multiplies itself', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)
    assert.match(details({ a: { $choice: [deep, deep] } }), /deeper than 32/)
    const bomb = (levels: number, each: boolean): unknown[] => [
      { $repeat: { times: 64, each, layer: levels === 0 ? 1 : bomb(levels - 1, each) } },
    ]
    assert.match(details({ a: bomb(5, false) }), /a trial has up to \d+ values; at most 5000/)
    assert.match(details({ a: bomb(5, true) }), /more than 100000 values/)
  })
})
