/** A name of a megabyte, or thousands of them, blocked the event loop for 15 s and came back whole; "constructor" was a 500. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type TestApi, testApi } from '../support/api.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const long = 'x'.repeat(900_000)
const external = { objective: { metric: 'v', direction: 'minimize' }, budget: { trials: 1 } }
const trained = { dataset: 'iris', budget: { trials: 1 } }
const output = { type: 'dense', units: 'outputs' }

const cases: [string, object][] = [
  ['a sampler', { ...trained, sampler: long }],
  ['a field', { ...trained, [long]: 1 }],
  ['a layer', { ...trained, space: { layers: [{ type: long }] } }],
  ['an optimizer', { ...trained, space: { layers: [output], optimizer: long } }],
  ['a parameter', { ...external, space: { [long]: { $float: { low: 1, high: 0 } } } }],
  ['a choice', { ...external, space: { a: { $choice: [long] } }, enqueue: [{ a: 'b' }] }],
]

describe('a refusal', () => {
  for (const [what, body] of cases) {
    it(`does not send ${what} of a megabyte back`, async () => {
      const answer = await api.call('POST', '/v1/studies', body)
      assert.ok([400, 422].includes(answer.status), `${answer.status}`)
      assert.ok(JSON.stringify(answer.body).length < 10_000)
    })
  }

  it('tells of a hundred faults, not of fifty thousand', async () => {
    const fields = Array.from({ length: 50_000 }, (_, n) => [`f${n}`, 1])
    const body = { ...trained, ...Object.fromEntries(fields) }
    const answer = await api.call('POST', '/v1/studies', body)
    assert.equal(answer.status, 400)
    assert.equal(answer.body.errors.length, 100)
  })

  it('takes a field that every object of the language has for an unknown one', async () => {
    for (const field of ['constructor', 'toString', 'hasOwnProperty']) {
      const answer = await api.call('POST', '/v1/studies', { ...trained, [field]: 1 })
      assert.equal(answer.status, 400, JSON.stringify(answer.body))
      assert.match(JSON.stringify(answer.body.errors), new RegExp(`unknown field .*${field}`))
    }
  })
})
