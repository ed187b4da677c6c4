/** What many clients of two API processes do at once comes to what one client does alone. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { anotherApi, type Json, type TestApi, testApi } from '../../support/api.ts'
import { createExternal } from '../../support/external-study.ts'

let apis: TestApi[]
before(async () => {
  const first = await testApi()
  apis = [await anotherApi(first), first]
})
after(async () => {
  for (const api of apis) await api.close()
})

/** Asks and tells until nothing is left; the value depends on the params alone, the time does not. */
async function work(api: TestApi, id: string, clientId: string, count = 1): Promise<void> {
  const url = `/v1/studies/${id}/trials`
  for (let round = 0; ; round++) {
    const { status, body } = await api.call('POST', `${url}/suggest`, { clientId, count })
    assert.equal(status, 200, JSON.stringify(body))
    if (body.trials.length === 0) {
      // an ordered study has none while others are waited for
      const study = await api.call('GET', `/v1/studies/${id}`)
      if (study.body.state !== 'running') return
      await delay(5)
      continue
    }
    for (const { number, params } of body.trials) {
      await delay((number * 7 + round * 3) % 11)
      const value = (params.x - 0.3) ** 2 + params.k + (params.kind === 'a' ? 0 : 0.5)
      const told = await api.call('POST', `${url}/${number}/complete`, { value })
      assert.equal(told.status, 200, JSON.stringify(told.body))
    }
  }
}

async function trialsOf(id: string): Promise<Json[]> {
  const { body } = await apis[0]!.call('GET', `/v1/studies/${id}/trials?limit=1000`)
  return body.items
}

const space = {
  x: { $float: { low: 0, high: 1 } },
  k: { $int: { low: 0, high: 3 } },
  kind: { $choice: ['a', 'b'] },
}

describe('16 clients of two API processes on a grid', () => {
  for (const sampler of [{ type: 'grid' }, { type: 'grid', shuffle: true }]) {
    it(`get exactly its cells, each once, with ${JSON.stringify(sampler)}`, async () => {
      const cells = {
        x: { $choice: [0, 0.25, 0.5, 0.75, 1] },
        k: { $int: { low: 0, high: 3 } },
        kind: { $choice: ['a', 'b'] },
        o: { $choice: [{ type: 'p', depth: { $choice: [1, 2] } }, { type: 'q' }] },
      }
      const id = await createExternal(apis[0]!, { sampler, space: cells })
      const clients = Array.from({ length: 16 }, (_, at) =>
        work(apis[at % 2]!, id, `client ${at}`, 1 + (at % 3)),
      )
      await Promise.all(clients)
      const trials = await trialsOf(id)
      assert.equal(trials.length, 5 * 4 * 2 * 3)
      assert.equal(new Set(trials.map(({ spec }) => JSON.stringify(spec))).size, 120)
      assert.ok(trials.every(({ state }) => state === 'complete'))
      assert.deepEqual(
        trials.map(({ number }) => number),
        Array.from({ length: 120 }, (_, at) => at),
      )
      const { body } = await apis[1]!.call('GET', `/v1/studies/${id}`)
      assert.deepEqual([body.state, body.stopReason], ['complete', 'exhausted'])
    })
  }
})

describe('an ordered study', () => {
  for (const sampler of ['tpe', 'cmaes', 'gp', 'random']) {
    it(`has the same trials and results with 1, 2 and 8 clients, with ${sampler}`, async () => {
      const results: unknown[] = []
      for (const clients of [1, 2, 8]) {
        const id = await createExternal(apis[0]!, {
          sampler: { type: sampler },
          space: sampler === 'cmaes' ? { ...space, kind: 'a' } : space,
          ordered: true,
          parallelism: 8,
          seed: 5,
          budget: { trials: 40 },
        })
        await Promise.all(
          Array.from({ length: clients }, (_, at) => work(apis[at % 2]!, id, `client ${at}`)),
        )
        const trials = await trialsOf(id)
        assert.equal(trials.length, 40)
        results.push(trials.map(({ number, params, value }) => ({ number, params, value })))
      }
      assert.deepEqual(results[1], results[0])
      assert.deepEqual(results[2], results[0])
    })
  }
})

describe('the parallelism of an ordered study', () => {
  it('cannot be changed: what each trial sees depends on it', async () => {
    const id = await createExternal(apis[0]!, { space, ordered: true, parallelism: 2 })
    const patch = (body: object) => apis[0]!.call('PATCH', `/v1/studies/${id}`, body)
    const { status, body } = await patch({ parallelism: 3, name: 'more' })
    assert.equal(status, 422)
    assert.equal((body.errors as { pointer: string }[])[0]!.pointer, '/parallelism')
    assert.equal((await patch({ parallelism: 2, name: 'as it was' })).status, 200)
  })
})

describe('a suggestion', () => {
  it('depends on seed, number and history alone: asked one by one or together, of one process or two', async () => {
    const of = async (ask: (id: string) => Promise<unknown>) => {
      const id = await createExternal(apis[0]!, { sampler: { type: 'tpe' }, space, seed: 9 })
      const url = `/v1/studies/${id}/trials`
      for (let number = 0; number < 20; number++) {
        const body = { params: { x: number / 20, k: number % 4, kind: 'a' }, value: number % 7 }
        const { status } = await apis[number % 2]!.call('POST', url, { state: 'complete', ...body })
        assert.equal(status, 201)
      }
      await ask(id)
      return (await trialsOf(id))
        .slice(20)
        .map(({ params, provenance }) => ({ params, provenance }))
    }
    const suggest = (api: TestApi, id: string, clientId: string, count: number) =>
      api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId, count })
    const together = await of((id) => suggest(apis[0]!, id, 'one', 6))
    const single = await of(async (id) => {
      for (let at = 0; at < 6; at++) await suggest(apis[at % 2]!, id, `client ${at}`, 1)
    })
    const atOnce = await of((id) =>
      Promise.all([0, 1, 2, 3, 4, 5].map((at) => suggest(apis[at % 2]!, id, `client ${at}`, 1))),
    )
    assert.equal(together.length, 6)
    assert.deepEqual(single, together)
    assert.deepEqual(atOnce, together)
  })
})
