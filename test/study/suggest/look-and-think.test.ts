/** A sampler that takes long holds up nobody, and what it comes to fits the study as it then is. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Suggester } from '../../../src/study/suggest/suggester.ts'
import { type Json, type TestApi, testApi } from '../../support/api.ts'
import { createExternal } from '../../support/external-study.ts'

let api: TestApi
let own: Pick<Suggester, 'suggest' | 'isQuick'>

before(async () => {
  api = await testApi({ database: { limits: { lockMs: 1_000, idleMs: 2_000 } } })
  const { suggest, isQuick } = api.suggester
  own = { suggest, isQuick }
})

after(() => api.close())

beforeEach(() => {
  Object.assign(api.suggester, own, { isQuick: () => false })
})

const ask = (id: string, clientId = 'client', count = 1) =>
  api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId, count })
const paramsOf = ({ body }: Json) => body.trials.map((trial: Json) => trial.params)

/** The sampler thinks until it is told to go on. */
function longThought() {
  let goOn = () => {}
  const told = new Promise<void>((resolve) => {
    goOn = resolve
  })
  let begin = () => {}
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  Object.assign(api.suggester, {
    async suggest(...args: Parameters<Suggester['suggest']>) {
      begin()
      await told
      return own.suggest(...args)
    },
  })
  return { begun, goOn: () => goOn() }
}

describe('while a sampler thinks', () => {
  it('others change the study, and it is asked in vain where that ends the search', async () => {
    const id = await createExternal(api)
    const { begun, goOn } = longThought()
    const asked = ask(id)
    await begun
    assert.equal((await api.call('POST', `/v1/studies/${id}/pause`)).status, 200)
    goOn()
    assert.deepEqual((await asked).body, { trials: [] })
    const { trials } = (await api.call('GET', `/v1/studies/${id}`)).body
    assert.deepEqual([trials.waiting, trials.running], [0, 0])
  })

  it('trials that are added make it think again', async () => {
    const id = await createExternal(api, { seed: 5 })
    const { begun, goOn } = longThought()
    const asked = ask(id)
    await begun
    const enqueued = await api.call('POST', `/v1/studies/${id}/trials`, { params: { x: 0.25 } })
    assert.equal(enqueued.status, 201)
    goOn()
    const { body } = await asked
    assert.deepEqual(
      body.trials.map(({ number, params }: Json) => [number, params.x]),
      [[0, 0.25]],
    )
  })

  it('no connection is held', async () => {
    const id = await createExternal(api)
    const { begun, goOn } = longThought()
    const asked = ask(id)
    await begun
    const { pool } = api.db
    await pool.query('SELECT 1')
    assert.equal(pool.idleCount, pool.totalCount)
    goOn()
    assert.equal((await asked).body.trials.length, 1)
  })
})

it('is told to come again when others add trials all the time', async () => {
  const id = await createExternal(api)
  Object.assign(api.suggester, {
    async suggest(...args: Parameters<Suggester['suggest']>) {
      await api.db.pool.query('UPDATE study SET next_number = next_number + 1 WHERE id = $1', [id])
      return own.suggest(...args)
    },
  })
  const { status, body } = await ask(id)
  assert.deepEqual([status, body.type], [503, 'urn:sweepd:problem:busy'])
})

for (const sampler of ['random', 'sobol', 'tpe', 'gp', 'cmaes']) {
  it(`${sampler} suggests the same with and without the lock`, async () => {
    const study = { seed: 11, sampler: { type: sampler } }
    const seen: Json[][] = []
    for (const isQuick of [true, false]) {
      Object.assign(api.suggester, own, { isQuick: () => isQuick })
      const id = await createExternal(api, study)
      const params: Json[] = []
      for (let round = 0; round < 4; round++) {
        const answer = await ask(id, 'client', 3)
        params.push(...paramsOf(answer))
        const trials = answer.body.trials.map(({ number, params: { x } }: Json) => ({
          number,
          value: (x - 0.3) ** 2,
        }))
        await api.call('POST', `/v1/studies/${id}/trials/complete`, { trials })
      }
      seen.push(params)
    }
    assert.equal(seen[0]!.length, 12)
    assert.deepEqual(seen[0], seen[1])
  })
}

it('gives clients that ask at the same time each a trial of its own, in the order of the numbers', async () => {
  const id = await createExternal(api, { seed: 3 })
  const clients = Array.from({ length: 8 }, (_, client) => `client ${client}`)
  const answers = await Promise.all(clients.map((client) => ask(id, client)))
  const numbers = answers.map(({ body }) => body.trials[0].number)
  assert.deepEqual(
    numbers.toSorted((a, b) => a - b),
    [...numbers.keys()],
  )
})
