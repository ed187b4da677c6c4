/** Every sampler, at the edges of what numbers can say: values inside, JSON-safe, in a bounded number of steps. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Rng } from '../../src/search/rng.ts'
import { rngFor } from '../../src/search/rng.ts'
import type { Sampler } from '../../src/search/sampler.ts'
import { samplers } from '../../src/search/samplers/index.ts'
import { checkParams } from '../../src/search/space/check-params.ts'
import { believedAt, contains, type Domain, drawFrom } from '../../src/search/space/domain.ts'
import { parseSpace } from '../../src/search/space/parse/parse-space.ts'
import { fromUnit, toUnit } from '../../src/search/space/unit-interval.ts'
import type { Trial } from '../../src/search/trial.ts'
import { spaceOf } from '../search/space-arbitrary.ts'
import { contextOf } from '../search/suggest-context.ts'

const $float = (low: number, high: number, more: object = {}) => ({
  $float: { low, high, ...more },
})
const $int = (low: number, high: number, more: object = {}) => ({ $int: { low, high, ...more } })
const log = true
const largest = Number.MAX_VALUE
const denormal = Number.MIN_VALUE

/** By subject; the members of one are searched together. */
const edges: Record<string, Record<string, unknown>> = {
  'integers beyond 31 and 53 bits': {
    a: $int(0, 2 ** 31),
    b: $int(-(2 ** 31), 2 ** 31),
    c: $int(0, 2 ** 53 - 2),
    d: $int(2 ** 53 - 10, 2 ** 53 - 1),
    e: $int(1, 2 ** 53 - 1, { log }),
    f: $int(1, 2 ** 31, { log }),
  },
  'steps that do not divide': {
    a: $int(0, 10, { step: 3 }),
    b: $int(0, 2 ** 53 - 2, { step: 2 ** 40 + 1 }),
    c: $int(3, 2 ** 40, { step: 7, log }),
    d: $float(0.1, 0.95, { step: 0.3 }),
    e: $float(0, 1, { step: 1e-9 }),
    f: $float(1, 2, { step: 2 ** -40 }),
  },
  'grids that begin or end between two decimals': {
    a: $float(1.2427035781735016, 3, { step: 0.1 }),
    b: $float(-1.2427035781735016, Math.PI, { step: 0.1 }),
    c: $float(0.30000000000000004, 0.9, { step: 0.1 }),
    d: $float(-0.9999999999999999, -0.1, { step: 0.2 }),
    e: $float(0.1, 0.7 - 1e-12, { step: 0.1 }),
    f: $float(1e300, 1e301, { step: 1e299 }),
  },
  'denormal numbers': {
    a: $float(denormal, 1, { log }),
    b: $float(denormal, 1e-320, { log }),
    c: $float(denormal, largest, { log }),
    d: $float(0, denormal),
    e: $float(denormal, 1e-320, { step: denormal }),
  },
  'the largest numbers': {
    a: $float(-8e307, 8e307),
    b: $float(0, largest),
    c: $float(1e308, largest),
    d: $float(1e-308, 1e308, { log }),
    e: $float(1e307, largest, { log }),
    f: $float(0, 8e307, { step: 1e307 }),
  },
  'ranges of two or three numbers': {
    a: $float(1, 1 + 2 ** -52),
    b: $float(1, 1 + 2 ** -52, { log }),
    c: $float(1e16, 1e16 + 4),
    d: $int(0, 1),
  },
  'one value beside a range': {
    a: $float(2.5, 2.5),
    b: $float(denormal, denormal, { log }),
    c: $int(2 ** 53 - 1, 2 ** 53 - 1),
    d: $float(1.1, 1.2, { step: 0.5 }),
    e: { $choice: ['x'] },
    f: $float(-0, 0),
    g: $int(0, 1),
  },
  'points of a grid': {
    a: $float(1.2427035781735016, 1.2427035781735019, { points: 10 }),
    b: $float(denormal, 1e308, { log, points: 7 }),
    c: $int(0, 2 ** 53 - 2, { points: 20 }),
    d: $int(1, 2 ** 53 - 1, { points: 20, log }),
  },
  'beliefs as narrow and as wide as can be': {
    a: $float(0, 1e308, { prior: { mean: 1e307, sd: 1e300 } }),
    b: $float(denormal, 1, { log, prior: { mean: 1e-300, sd: 3 } }),
    c: $float(0, 1, { prior: { mean: 0.5, sd: denormal } }),
    d: $float(1.2427035781735016, 3, { step: 0.1, prior: { mean: 1.25, sd: 1e308 } }),
    e: $int(1, 2 ** 53 - 1, { log, prior: { mean: 2 ** 31, sd: 2 } }),
    f: { $choice: ['a', 'b'], weights: [1e-300, 1e9] },
  },
}

const trials = 50
const mostDraws = 1e6 // of random numbers, for one suggestion
const options: Record<string, object> = { gp: { startupTrials: 42 } } // its model is slow, and asked eight times

for (const [name, sampler] of Object.entries<Sampler>(samplers)) {
  describe(`sampler ${name}`, () => {
    for (const [subject, json] of Object.entries(edges)) {
      test(`keeps to ${subject}`, () => {
        const space = spaceOf(json)
        if (sampler.check(space, {}).length > 0) {
          assert.ok(sampler.isFinite, 'only a grid may refuse these')
          return
        }
        const directions = (['minimize', 'maximize'] as const).slice(0, sampler.minObjectives)
        const history: Trial[] = []
        const served: string[] = []
        // auto is the process for all of its trials: fewer do
        for (let number = 0; number < (name === 'auto' ? 20 : trials); number++) {
          const context = contextOf(space, number, { history: [...history], directions, seed: 3 })
          const rng = counted(context.rng)
          const suggestion = sampler.suggest({ ...context, rng }, options[name] ?? {})
          if (suggestion === null) break
          assert.notEqual(suggestion, 'unsatisfiable')
          if (suggestion === 'unsatisfiable') return
          const { params } = suggestion
          assert.deepEqual(JSON.parse(JSON.stringify(suggestion)), suggestion)
          assert.deepEqual(checkParams(space, params), [])
          for (const { name, domain } of space.parameters) assertWithin(domain, params[name])
          const loss = Object.values(params).reduce<number>((sum, value) => sum + shareOf(value), 0)
          const values = directions.map((_, objective) => loss * (objective + 1))
          history.push({ number, state: 'complete', params, values, reports: new Map([[1, loss]]) })
          served.push(JSON.stringify(params))
        }
        assert.ok(new Set(served).size > 1, 'it searches')
      })
    }
  })
}

test('any range that is accepted maps the unit interval into itself, and back', () => {
  const edge = fc.constantFrom(0, denormal, 1e-308, 1, 2 ** 31, 2 ** 53 - 1, 1e16, 1e308, largest)
  const bound = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.tuple(edge, fc.constantFrom(1, -1)).map(([size, sign]) => sign * size),
    fc.double({ noNaN: true, min: -10, max: 10 }),
    fc.integer(),
  )
  const range = fc.record(
    {
      low: bound,
      high: bound,
      log: fc.boolean(),
      step: fc.oneof(fc.constantFrom(0.1, 0.3, 1, 3, denormal, 1e300), fc.double({ noNaN: true })),
      prior: fc.record({
        at: fc.double({ noNaN: true, min: 0, max: 1 }),
        sd: fc.double({ noNaN: true, min: 0 }),
      }),
    },
    { requiredKeys: ['low', 'high'] },
  )
  let accepted = 0
  fc.assert(
    fc.property(
      fc.constantFrom('$float', '$int'),
      range,
      fc.double({ noNaN: true, min: 0, max: 1 }),
      (kind, body, u) => {
        const whole = (value: number) => (kind === '$int' ? Math.trunc(value) : value)
        const [low, high] = [body.low, body.high].map(whole).sort((a, b) => a - b)
        const prior = body.prior && {
          mean: low! + body.prior.at * (high! - low!),
          sd: body.prior.sd,
        }
        const parsed = parseSpace({ a: { [kind]: { ...body, low, high, prior } } })
        if (!parsed.ok) {
          for (const { pointer } of parsed.faults) assert.match(pointer, /^\/a\/\$(float|int)\//)
          return
        }
        accepted += 1
        const domain = parsed.space.parameters[0]!.domain
        const rng = rngFor(1, accepted)
        const values = [
          fromUnit(domain, 0),
          fromUnit(domain, u),
          fromUnit(domain, 1),
          drawFrom(domain, rng),
        ]
        if (domain.type !== 'choice' && domain.prior) {
          values.push(believedAt(domain, 0), believedAt(domain, u), believedAt(domain, 1))
        }
        for (const value of values) {
          assertWithin(domain, value)
          assert.ok(contains(domain, value), `${value}`)
          const back = toUnit(domain, value)
          assert.ok(back >= 0 && back <= 1, `${back}`)
        }
      },
    ),
    { seed: 7, numRuns: 10_000 },
  )
  assert.ok(accepted > 500, `${accepted} ranges were accepted`)
})

test('steps that leave no room for numbers around the range are refused with a pointer', () => {
  for (const body of [
    { low: -1e308, high: 7e307, step: 2e307 },
    { low: 1e308, high: largest, step: 1e307 },
    { low: 0, high: 1, step: denormal },
    { low: 1, high: 2, step: 1e-17 },
  ]) {
    const parsed = parseSpace({ a: { $float: body } })
    assert.ok(!parsed.ok)
    assert.deepEqual(
      parsed.faults.map(({ pointer }) => pointer),
      ['/a/$float/step'],
    )
  }
})

test('ranges wider than the largest number are refused with a pointer', () => {
  for (const [low, high] of [
    [-1e308, 1e308],
    [-largest, largest],
    [-largest, 1e300],
  ]) {
    for (const more of [{}, { step: 1e300 }, { points: 3 }, { prior: { mean: 0, sd: 1 } }]) {
      const parsed = parseSpace({ a: { $float: { low, high, ...more } } })
      assert.ok(!parsed.ok)
      assert.deepEqual(
        parsed.faults.map(({ pointer }) => pointer),
        ['/a/$float/high'],
      )
    }
  }
})

test('a belief much wider than its range is as good as none', () => {
  const domain = spaceOf({ a: $float(0, 10, { prior: { mean: 1, sd: 1e200 } }) }).parameters[0]!
    .domain
  assert.deepEqual(
    [0, 0.25, 1].map((u) => believedAt(domain, u)),
    [0, 2.5, 10],
  )
})

function assertWithin(domain: Domain, value: unknown): void {
  if (domain.type === 'choice') return
  assert.ok(typeof value === 'number' && value >= domain.low && value <= domain.high, `${value}`)
}

/** Between 0 and 1, whatever the value. */
function shareOf(value: unknown): number {
  const size = Math.abs(Number(value) || 0)
  return size / (1 + size) || 0
}

function counted(rng: Rng): Rng {
  let draws = 0
  const one = <T>(draw: () => T) => {
    draws += 1
    if (draws > mostDraws) throw new Error('it draws without end')
    return draw()
  }
  return {
    uniform: () => one(() => rng.uniform()),
    int: (n) => one(() => rng.int(n)),
    normal: () => one(() => rng.normal()),
  }
}
