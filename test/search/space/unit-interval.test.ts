import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Domain } from '../../../src/search/space/domain.ts'
import { fromUnit, stepEdge, toUnit } from '../../../src/search/space/unit-interval.ts'

const domains: Domain[] = [
  { type: 'float', low: -2, high: 6, log: false, step: null, points: null },
  { type: 'float', low: 1e-5, high: 1e-1, log: true, step: null, points: null },
  { type: 'float', low: 0, high: 1, log: false, step: 0.1, points: null },
  { type: 'int', low: 3, high: 17, log: false, step: 1, points: null },
  { type: 'int', low: 1, high: 100, log: true, step: 1, points: null },
  { type: 'int', low: 8, high: 60, log: true, step: 4, points: null },
  { type: 'choice', options: ['a', 2, null] },
]

test('a value maps back to itself', () => {
  for (const domain of domains) {
    for (let u = 0; u <= 1; u += 1 / 64) {
      const value = fromUnit(domain, u)
      const again = fromUnit(domain, toUnit(domain, value))
      if (typeof value === 'number') assert.ok(Math.abs(Number(again) - value) <= 1e-12)
      else assert.equal(again, value)
    }
  }
})

test('the ends of the interval are the ends of the domain', () => {
  assert.deepEqual(
    domains.map((domain) => [fromUnit(domain, 0), fromUnit(domain, 1)]),
    [
      [-2, 6],
      [1e-5, 1e-1],
      [0, 1],
      [3, 17],
      [1, 100],
      [8, 60],
      ['a', null],
    ],
  )
})

test('a step owns its interval, and a log integer has the share that drawFrom gives it', () => {
  const stepped = { low: 1, step: 1, log: true, count: 100 }
  for (const index of [0, 1, 7, 99]) {
    const [from, to] = [stepEdge(index, stepped), stepEdge(index + 1, stepped)]
    const share = Math.log((index + 1.5) / (index + 0.5)) / Math.log(100.5 / 0.5)
    assert.ok(Math.abs(to - from - share) < 1e-12)
    const domain = domains[4] as Domain
    assert.equal(fromUnit(domain, from + 1e-9), index + 1)
    assert.equal(fromUnit(domain, to - 1e-9), index + 1)
  }
})
