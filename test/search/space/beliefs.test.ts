/** Tests of priors, weights and defaults of holes. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defaultParams, withDefaults } from '../../../src/search/defaults.ts'
import { normalCdf } from '../../../src/search/math/normal.ts'
import { truncatedNormalQuantile } from '../../../src/search/math/truncated-normal.ts'
import { rngFor } from '../../../src/search/rng.ts'
import { samplers } from '../../../src/search/samplers/index.ts'
import { believedAt, contains, drawFrom } from '../../../src/search/space/domain.ts'
import type { Params } from '../../../src/search/space/params.ts'
import { parseSpace } from '../../../src/search/space/parse/parse-space.ts'
import { sobolParams } from '../../../src/search/start-up.ts'
import { buildModel, pick } from '../../../src/search/tpe/group-model.ts'
import { groupParameters } from '../../../src/search/tpe/groups.ts'
import { logDensity } from '../../../src/search/tpe/parzen.ts'
import { spaceOf } from '../space-arbitrary.ts'
import { contextOf } from '../suggest-context.ts'

const faultsOf = (json: unknown) => {
  const parsed = parseSpace(json)
  assert.ok(!parsed.ok, 'the space is accepted')
  return parsed.faults.map(({ pointer }) => pointer)
}
const domainOf = (hole: unknown) => {
  const [parameter] = spaceOf({ x: hole }).parameters
  assert.ok(parameter)
  return parameter.domain
}
const rate = { $float: { low: 1e-5, high: 1, log: true, prior: { mean: 1e-3, sd: 0.5 } } }
const units = { $int: { low: 1, high: 9, prior: { mean: 7, sd: 1 } } }
const kind = { $choice: ['p', 'q', 'r'], weights: [1, 2, 7] }

/** Standard deviations between a share and its expectation, over so many draws. */
const deviations = (count: number, draws: number, share: number) =>
  Math.abs(count - draws * share) / Math.sqrt(draws * share * (1 - share))

describe('a prior', () => {
  test('is a normal distribution, cut off at the bounds; on decades with log', () => {
    const draws = 4_000
    const domain = domainOf(rate)
    const values = Array.from({ length: draws }, (_, i) => Number(drawFrom(domain, rngFor(2, i))))
    assert.ok(values.every((value) => contains(domain, value)))
    for (const decades of [-1, -0.5, 0, 0.25, 1]) {
      const below = values.filter((value) => Math.log10(value) < -3 + decades).length
      // each check fails by chance once in 150,000
      assert.ok(deviations(below, draws, normalCdf(decades / 0.5)) < 4.5, String(decades))
    }
  })

  test('of an integer gives each value the mass around it', () => {
    const draws = 4_000
    const domain = domainOf(units)
    const mass = (low: number, high: number) => normalCdf(high - 7) - normalCdf(low - 7)
    for (const value of [5, 7, 9]) {
      const drawn = Array.from({ length: draws }, (_, i) => drawFrom(domain, rngFor(3, i)))
      const share = mass(value - 0.5, value + 0.5) / mass(0.5, 9.5)
      assert.ok(deviations(drawn.filter((v) => v === value).length, draws, share) < 4.5)
    }
  })

  test('and weights spread Sobol points the same way', () => {
    const space = spaceOf({ rate, units, kind })
    const points = Array.from({ length: 1_024 }, (_, index) =>
      sobolParams({ space, seed: 1, suggestionIndex: index }, 0),
    )
    const share = (holds: (params: Params) => boolean) => points.filter(holds).length / 1_024
    assert.ok(Math.abs(share(({ rate }) => Number(rate) < 1e-3) - 0.5) < 0.005)
    assert.ok(Math.abs(share(({ kind }) => kind === 'r') - 0.7) < 0.005)
    assert.ok(Math.abs(share(({ kind }) => kind === 'p') - 0.1) < 0.005)
    assert.ok(share(({ units }) => Number(units) >= 6) > 0.8)
  })

  test('has quantiles that are the inverse of its distribution, also far out', () => {
    for (const normal of [
      { mean: 0.2, sd: 0.1, low: 0, high: 1 },
      { mean: 1, sd: 5, low: 0, high: 1 },
      { mean: 0, sd: 1e-3, low: 0, high: 1 },
    ]) {
      const { mean, sd, low, high } = normal
      const cdf = (x: number) => normalCdf((x - mean) / sd)
      for (const p of [0, 1e-9, 0.1, 0.5, 0.9, 1]) {
        const x = truncatedNormalQuantile(normal, p)
        assert.ok(x >= low && x <= high)
        const back = (cdf(x) - cdf(low)) / (cdf(high) - cdf(low))
        assert.ok(Math.abs(back - p) < 1e-9, `${JSON.stringify(normal)} ${p} ${back}`)
      }
    }
  })

  test('is the last kernel of tpe, so that few results do not outvote it', () => {
    const space = spaceOf({ rate, units, kind })
    const [group] = groupParameters(space)
    assert.ok(group)
    const model = buildModel(group, { good: [], bad: [], judged: 0, started: 0 } as never, false)
    const draws = Array.from({ length: 2_000 }, (_, i) => pick(model, 1, rngFor(5, i)).values)
    const near = draws.filter(
      (values) => Math.abs(Math.log10(Number(values.get('rate'))) + 3) < 0.5,
    )
    assert.ok(deviations(near.length, 2_000, normalCdf(1) - normalCdf(-1)) < 4.5)
    assert.ok(deviations(draws.filter((v) => v.get('kind') === 'r').length, 2_000, 0.7) < 4.5)
    // densities are relative to the uniform one: their mean over the domain is 1
    const middles = (n: number) => Array.from({ length: n }, (_, i) => (i + 0.5) / n)
    const ofAxis = { rate: middles(200), units: middles(200), kind: [0, 1, 2] }
    const densities = ofAxis.rate.flatMap((rate) =>
      ofAxis.units.flatMap((units) =>
        ofAxis.kind.map((kind) => {
          const point = { rate, units, kind }
          const names = group.map(({ parameter }) => parameter.name as keyof typeof point)
          return Math.exp(
            logDensity(
              model.l,
              Float64Array.from(names, (name) => point[name]),
            ),
          )
        }),
      ),
    )
    const mean = densities.reduce((sum, density) => sum + density, 0) / densities.length
    assert.ok(Math.abs(mean - 1) < 1e-3, String(mean))
  })

  for (const name of ['random', 'tpe', 'gp'] as const) {
    test(`is what ${name} starts from`, () => {
      const space = spaceOf({ rate, kind })
      const params = Array.from({ length: 8 }, (_, number) => {
        const suggestion = samplers[name].suggest(contextOf(space, number, { seed: 4 }), {})
        assert.ok(suggestion !== null && suggestion !== 'unsatisfiable')
        return suggestion.params
      })
      // 8 of 8 within three deviations: by chance it fails once in 46
      for (const { rate } of params) assert.ok(Math.abs(Math.log10(Number(rate)) + 3) < 1.5)
    })
  }
})

test('weights of options that are numbers give tpe a prior with their mean', () => {
  const space = spaceOf({ batch: { $choice: [64, 16, 32, 128], weights: [1, 1, 1, 97] } })
  const [group] = groupParameters(space)
  assert.ok(group)
  const model = buildModel(group, { good: [], bad: [], judged: 0, started: 0 } as never, false)
  const draws = Array.from({ length: 500 }, (_, i) => pick(model, 1, rngFor(6, i)).values)
  assert.ok(draws.filter((values) => values.get('batch') === 128).length > 350)
})

test('believedAt covers its domain from end to end', () => {
  const domain = domainOf(kind)
  assert.deepEqual(
    [0, 0.0999, 0.1001, 0.31, 1].map((u) => believedAt(domain, u)),
    ['p', 'p', 'q', 'r', 'r'],
  )
  for (const u of [0, 0.5, 1]) assert.ok(contains(domainOf(units), believedAt(domainOf(units), u)))
})

describe('defaults', () => {
  const space = spaceOf({
    rate: { $float: { low: 1e-4, high: 1, log: true, default: 0.01 } },
    batch: { $choice: [10, 32], default: 32 },
    bias: { $bool: true, default: false },
    step: { $float: { low: 0, high: 1, step: 0.1 }, default: 0.1 + 0.2 },
    units: { $int: { low: 1, high: 9, prior: { mean: 6.8, sd: 1 } } },
    width: { $int: { low: 1, high: 9 } },
    optimizer: {
      $choice: [
        { type: 'sgd' },
        { type: 'adam', beta: { $float: { low: 0, high: 1, default: 0.9 } } },
      ],
      default: 'adam',
    },
  })

  test('make the first trial; the rest is at the prior or in the middle, and named', () => {
    assert.deepEqual(defaultParams(space), {
      params: {
        rate: 0.01,
        batch: 32,
        bias: false,
        step: 0.3,
        units: 7,
        width: 5,
        optimizer: 'adam',
        'optimizer[adam].beta': 0.9,
      },
      filled: ['units', 'width'],
    })
  })

  test('complete what a user gives, and nothing else does', () => {
    const { params, filled } = withDefaults(space, { optimizer: 'sgd', width: 3, nonsense: 1 })
    assert.deepEqual(params, {
      rate: 0.01,
      batch: 32,
      bias: false,
      step: 0.3,
      width: 3,
      optimizer: 'sgd',
      nonsense: 1,
    })
    assert.deepEqual(filled, ['rate', 'batch', 'bias', 'step'])
  })
})

describe('refused with a pointer are', () => {
  const float = (more: object) => ({ x: { $float: { low: 0, high: 1, ...more } } })
  const cases: [string, unknown, string[]][] = [
    ['a mean outside', float({ prior: { mean: 2, sd: 1 } }), ['/x/$float/prior']],
    ['a deviation of 0', float({ prior: { mean: 0.5, sd: 0 } }), ['/x/$float/prior']],
    ['a prior without a mean', float({ prior: { sd: 1 } }), ['/x/$float/prior']],
    ['a prior that is a number', float({ prior: 0.5 }), ['/x/$float/prior']],
    [
      'an unknown key of a prior',
      float({ prior: { mean: 0.5, sd: 1, nu: 1 } }),
      ['/x/$float/prior'],
    ],
    ['a default outside', float({ default: 2 }), ['/x/$float/default']],
    [
      'two defaults',
      { x: { $float: { low: 0, high: 1, default: 1 }, default: 1 } },
      ['/x/default'],
    ],
    ['a default that is no option', { x: { $choice: ['p'], default: 'q' } }, ['/x/default']],
    ['a default that is no boolean', { x: { $bool: true, default: 1 } }, ['/x/default']],
    ['too few weights', { x: { $choice: ['p', 'q'], weights: [1] } }, ['/x/weights']],
    ['a weight of 0', { x: { $choice: ['p', 'q'], weights: [1, 0] } }, ['/x/weights']],
    ['weights of a range', { x: { $int: { low: 1, high: 2 }, weights: [1, 1] } }, ['/x/weights']],
  ]
  for (const [what, json, pointers] of cases) {
    test(what, () => assert.deepEqual(faultsOf(json), pointers))
  }
})
