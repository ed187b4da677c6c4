/** A sampler that takes long holds up nobody, and what it comes to fits the study as it then is. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Suggester } from '../../../src/study/suggest/suggester.ts'
import { type Json, type TestApi, testApi } from '../../support/api.ts'
import { createExternal } from '../../support/external-study.ts'

let api: TestApi
let own: Pick<Suggester, 'suggest' | 'isQuick' | 'isBearable'>

before(async () => {
  api = await testApi({ database: { timeouts: { lockMs: 1_000, idleMs: 2_000 } } })
  const { suggest, isQuick, isBearable } = api.suggester
  own = { suggest, isQuick, isBearable }
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

describe('while others add trials all the time', () => {
  /** They are faster than every suggestion, unless they have to wait for the study. */
  function othersAreFaster(id: string) {
    const seen = { late: 0, locked: 0 }
    Object.assign(api.suggester, {
      async suggest(...args: Parameters<Suggester['suggest']>) {
        const { rowCount } = await api.db.pool.query(
          'SELECT 1 FROM study WHERE id = $1 FOR UPDATE SKIP LOCKED',
          [id],
        )
        seen[rowCount === 1 ? 'late' : 'locked'] += 1
        const ended = { params: { x: 0.5 }, value: 1 }
        if (rowCount === 1) await api.call('POST', `/v1/studies/${id}/trials`, ended)
        return own.suggest(...args)
      },
    })
    return seen
  }

  it('a client is given what is thought of under the lock', async () => {
    const id = await createExternal(api)
    const seen = othersAreFaster(id)
    const { status, body } = await ask(id, 'client', 3)
    assert.deepEqual([status, body.trials.length], [200, 3])
    assert.deepEqual(seen, { late: 3, locked: 3 })
  })

  it('it is given its trials a few at a time, where they take long', async () => {
    const id = await createExternal(api)
    const seen = othersAreFaster(id)
    const isLong = { is: false } // every suggestion after the first of a look
    Object.assign(api.suggester, {
      isBearable: () => {
        isLong.is = !isLong.is
        return isLong.is
      },
    })
    const { status, body } = await ask(id, 'client', 3)
    const numbers = body.trials.map(({ number }: Json) => number)
    assert.deepEqual([status, new Set(numbers).size], [200, 3])
    assert.deepEqual(seen, { late: 3, locked: 3 })
    const { trials } = (await api.call('GET', `/v1/studies/${id}`)).body
    assert.equal(trials.running, 3)
  })

  it('it is told to come again where one alone takes too long for that', async () => {
    const id = await createExternal(api)
    const seen = othersAreFaster(id)
    Object.assign(api.suggester, { isBearable: () => false })
    const { status, body } = await ask(id)
    assert.deepEqual([status, body.type], [503, 'urn:sweepd:problem:busy'])
    assert.equal(seen.locked, 0)
  })
})

it('keeps what was thought of under the lock when the rest takes too long for it', async () => {
  const id = await createExternal(api, { seed: 7 })
  const whole = paramsOf(await ask(id, 'client', 6))
  const again = await createExternal(api, { seed: 7 })
  let calls = 0
  let suggested = 0
  Object.assign(api.suggester, {
    isQuick: () => ++calls <= 4,
    suggest(...args: Parameters<Suggester['suggest']>) {
      suggested += 1
      return own.suggest(...args)
    },
  })
  assert.deepEqual(paramsOf(await ask(again, 'client', 6)), whole)
  assert.equal(suggested, 6)
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
