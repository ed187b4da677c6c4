import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { gridValues } from '../../../src/search/grid/values.ts'
import { rngFor } from '../../../src/search/rng.ts'
import { contains, type Domain, drawFrom } from '../../../src/search/space/domain.ts'
import { parseSpace } from '../../../src/search/space/parse/parse-space.ts'
import { spaceOf } from '../space-arbitrary.ts'

const domainOf = (hole: unknown): Domain => spaceOf({ a: hole }).parameters[0]!.domain
const valuesOf = (hole: unknown) => {
  const values = gridValues(domainOf(hole))
  return values && Array.from({ length: values.size }, (_, index) => values.at(index))
}
const draws = (hole: unknown, count: number) => {
  const rng = rngFor(7, 0)
  const domain = domainOf(hole)
  return Array.from({ length: count }, () => drawFrom(domain, rng))
}

test('steps reach high where rounding would miss it, and are clean decimals', () => {
  assert.deepEqual(valuesOf({ $float: { low: 0, high: 0.3, step: 0.1 } }), [0, 0.1, 0.2, 0.3])
  assert.deepEqual(valuesOf({ $float: { low: 0, high: 0.35, step: 0.1 } }), [0, 0.1, 0.2, 0.3])
  assert.deepEqual(valuesOf({ $int: { low: 1, high: 10, step: 4 } }), [1, 5, 9])
  assert.equal(gridValues(domainOf({ $int: { low: 1, high: 2 ** 52 } }))?.size, 2 ** 52)
})

test('points are even over the range, or over its logarithm', () => {
  assert.deepEqual(valuesOf({ $float: { low: 0.1, high: 0.3, points: 3 } }), [0.1, 0.2, 0.3])
  const rates = { low: 1e-4, high: 1e-1, log: true, points: 4 }
  assert.deepEqual(valuesOf({ $float: rates }), [1e-4, 1e-3, 1e-2, 1e-1])
})

test('integer points are rounded, without duplicates', () => {
  assert.deepEqual(valuesOf({ $int: { low: 1, high: 64, log: true, points: 4 } }), [1, 4, 16, 64])
  assert.deepEqual(valuesOf({ $int: { low: 1, high: 3, points: 50 } }), [1, 2, 3])
})

test('integers without points are all on the grid, a float range is not finite', () => {
  assert.deepEqual(valuesOf({ $int: { low: 2, high: 5, log: true } }), [2, 3, 4, 5])
  assert.equal(valuesOf({ $float: { low: 0, high: 1 } }), null)
  assert.deepEqual(valuesOf({ $float: { low: 0.7, high: 0.7 } }), [0.7])
  assert.deepEqual(valuesOf({ $bool: true }), [true, false])
})

test('a draw is in the domain, and a grid value is found again', () => {
  const bound = fc.integer({ min: -50, max: 50 })
  const range = fc.record(
    {
      low: bound,
      high: bound,
      log: fc.boolean(),
      step: fc.constantFrom(1, 3, 7),
      points: fc.nat(9),
    },
    { requiredKeys: ['low', 'high'] },
  )
  fc.assert(
    fc.property(fc.constantFrom('$float', '$int'), range, fc.nat(), (kind, body, seed) => {
      const parsed = parseSpace({ a: { [kind]: body } })
      fc.pre(parsed.ok)
      const domain = parsed.space.parameters[0]!.domain
      const rng = rngFor(seed, 0)
      for (let draw = 0; draw < 5; draw++) assert.ok(contains(domain, drawFrom(domain, rng)))
      const values = gridValues(domain)
      if (values === null) return
      const all = Array.from({ length: values.size }, (_, index) => values.at(index))
      assert.ok(all.every((value) => contains(domain, value)))
      assert.ok(all.every((value, index) => values.indexOf(value) === index))
      assert.equal(values.indexOf(Number(all[0]) - 1), -1)
      assert.equal(values.indexOf(0.123), -1)
    }),
    { seed: 3, numRuns: 400 },
  )
})

// bounds at 5 standard errors: odds of failing by chance 6e-7 each, and the seed is fixed
test('every integer has its share: even, or log((v + ½) / (v − ½))', () => {
  const n = 20_000
  const share = (values: readonly unknown[], value: number) =>
    values.filter((each) => each === value).length / n
  const isNear = (seen: number, p: number) => Math.abs(seen - p) < 5 * Math.sqrt((p * (1 - p)) / n)
  const even = draws({ $int: { low: 1, high: 4 } }, n)
  const logs = draws({ $int: { low: 1, high: 4, log: true } }, n)
  for (const v of [1, 2, 3, 4]) {
    assert.ok(isNear(share(even, v), 1 / 4), `even ${v}: ${share(even, v)}`)
    const p = Math.log((v + 0.5) / (v - 0.5)) / Math.log(4.5 / 0.5)
    assert.ok(isNear(share(logs, v), p), `log ${v}: ${share(logs, v)} for ${p}`)
  }
})

test('log floats are even over their decades', () => {
  const n = 20_000
  const values = draws({ $float: { low: 1e-4, high: 1, log: true } }, n).map(Number)
  for (const decade of [1e-4, 1e-3, 1e-2, 1e-1]) {
    const seen = values.filter((value) => value >= decade && value < decade * 10).length / n
    assert.ok(Math.abs(seen - 0.25) < 5 * Math.sqrt(0.1875 / n), `${decade}: ${seen}`)
  }
})
