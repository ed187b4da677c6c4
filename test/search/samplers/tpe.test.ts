import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tpe } from '../../../src/search/samplers/tpe.ts'
import type { Params } from '../../../src/search/space/params.ts'
import type { Trial } from '../../../src/search/trial.ts'
import { spaceOf } from '../space-arbitrary.ts'
import { contextOf } from '../suggest-context.ts'

const space = spaceOf({ x: { $float: { low: 0, high: 1 } }, y: { $float: { low: 0, high: 1 } } })

const complete = (number: number, params: Params, value: number): Trial => ({
  number,
  state: 'complete',
  params,
  values: [value],
  reports: new Map(),
})

const suggested = (history: readonly Trial[], seed: number) => {
  const context = contextOf(space, history.length, { history, seed })
  const result = tpe.suggest(context, { candidates: 1 })
  assert.ok(result !== null && result !== 'unsatisfiable')
  return result
}

/** The good ones lie in two opposite corners, the bad ones along the middle. */
const ended = Array.from({ length: 40 }, (_, number) => {
  const corner = number % 2 === 0 ? 0.1 : 0.9
  const at = number < 8 ? { x: corner, y: corner } : { x: 0.5, y: number / 40 }
  return complete(number, at, number)
})

test('coordinates of different good trials are combined', () => {
  const params = Array.from({ length: 60 }, (_, seed) => suggested(ended, seed).params)
  const inOtherCorners = params.filter(({ x, y }) => Math.abs(Number(x) - Number(y)) > 0.5)
  assert.ok(inOtherCorners.length > 15)
  assert.ok(inOtherCorners.length < 45)
})

test('a tenth of the trials is good', () => {
  assert.equal(suggested(ended, 1).provenance.good, 4)
})
