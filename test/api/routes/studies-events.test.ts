import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { createParser } from 'eventsource-parser'
import { anotherApi, type Json, type TestApi, testApi } from '../../support/api.ts'
import { completeTrials, createExternal } from '../../support/external-study.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

interface Event {
  id: string
  type: string
  data: Json
}

interface Stream {
  /** Resolves with the first event that fits, among those that were not asked about yet. */
  next(fits: (event: Event) => boolean): Promise<Event>
  close(): void
}

/** Opens a stream and waits for its first event. */
async function follow(of: TestApi, lastId?: string): Promise<Stream & { first: Event }> {
  if (!of.app.server.listening) await of.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = of.app.server.address() as AddressInfo
  const abort = new AbortController()
  const response = await fetch(`http://127.0.0.1:${port}/v1/events`, {
    headers: lastId === undefined ? {} : { 'last-event-id': lastId },
    signal: AbortSignal.any([abort.signal, AbortSignal.timeout(60_000)]),
  })
  assert.equal(response.status, 200)
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/)
  const read: Event[] = []
  const parser = createParser({
    onEvent: ({ id = '', event = '', data }) =>
      read.push({ id, type: event, data: JSON.parse(data) }),
  })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  const next = async (fits: (event: Event) => boolean) => {
    for (;;) {
      for (let event = read.shift(); event; event = read.shift()) if (fits(event)) return event
      const { done, value } = await reader.read()
      assert.ok(!done, 'the stream has ended')
      parser.feed(value)
    }
  }
  return { first: await next(() => true), next, close: () => abort.abort() }
}

const isOf = (id: string) => (event: Event) => event.data.id === id

describe('the events of all studies', () => {
  it('begin with a position, and have each study as a list has it', async () => {
    const stream = await follow(api)
    assert.deepEqual([stream.first.type, stream.first.data], ['position', {}])
    const id = await createExternal(api, { name: 'new' })
    const created = await stream.next(isOf(id))
    assert.deepEqual([created.type, created.data.state], ['study', 'running'])
    await completeTrials(api, id, [2, 1])
    const { data } = await stream.next(
      (event) => isOf(id)(event) && event.data.trials.complete === 2,
    )
    const { items } = (await api.call('GET', '/v1/studies?history=true')).body
    const listed = items.find((study: Json) => study.id === id)
    const moving = { activeSeconds: 0, eta: 0, throughput: 0 }
    assert.deepEqual({ ...data, ...moving }, { ...listed, ...moving })
    stream.close()
  })

  it('tell what is written about a study, its deletion, its return and its end', async () => {
    const id = await createExternal(api)
    const stream = await follow(api)
    await api.call('PATCH', `/v1/studies/${id}`, { name: 'renamed', tags: ['red'] })
    const { data } = await stream.next(isOf(id))
    assert.deepEqual([data.name, data.tags], ['renamed', ['red']])
    await api.call('PATCH', `/v1/studies/${id}`, { budget: { trials: 9 } })
    await stream.next((event) => isOf(id)(event) && event.data.budget.trials === 9)
    await api.call('POST', `/v1/studies/${id}/pause`)
    await stream.next((event) => isOf(id)(event) && event.data.state === 'paused')
    await api.call('DELETE', `/v1/studies/${id}?undo=60`)
    assert.equal((await stream.next(isOf(id))).type, 'removed')
    await api.call('POST', `/v1/studies/${id}/restore`)
    assert.equal((await stream.next(isOf(id))).type, 'study')
    await api.call('DELETE', `/v1/studies/${id}`)
    assert.deepEqual((await stream.next(isOf(id))).type, 'removed')
    stream.close()
  })

  it('go on after Last-Event-ID: each study that has changed once, as it is now', async () => {
    const [first, second, calm] = await Promise.all([
      createExternal(api, { budget: { trials: 3 } }),
      createExternal(api),
      createExternal(api),
    ])
    const witness = await follow(api)
    await completeTrials(api, first, [3])
    const { id: lastId } = await witness.next(isOf(first))
    await completeTrials(api, first, [2, 1])
    await witness.next((event) => isOf(first)(event) && event.data.state === 'complete')
    await api.call('POST', `/v1/studies/${second}/pause`)
    await witness.next((event) => isOf(second)(event) && event.data.state === 'paused')
    witness.close()
    const again = await follow(api, lastId)
    const told = [again.first, await again.next(() => true)]
    again.close()
    assert.deepEqual(
      told.map(({ data }) => [data.id, data.state]),
      [
        [first, 'complete'],
        [second, 'paused'],
      ],
    )
    assert.ok(!told.some(isOf(calm)))
  })

  it('say where they cannot go on, as after a restart or at another process', async () => {
    const { first } = await follow(api)
    const other = await anotherApi(api)
    const elsewhere = await follow(other, first.id)
    assert.equal(elsewhere.first.type, 'reset')
    const id = await createExternal(api)
    assert.equal((await elsewhere.next(isOf(id))).type, 'study')
    elsewhere.close()
    await other.close()
  })

  it('say that changes may have been missed, when the database has hung up', async () => {
    const stream = await follow(api)
    await api.db.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sweepd-listen' AND datname = current_database()`,
    )
    await stream.next(({ type }) => type === 'reset')
    stream.close()
  })

  it('end with the server', async () => {
    const other = await testApi()
    const stream = await follow(other)
    await other.close()
    await assert.rejects(
      stream.next(() => false),
      /has ended/,
    )
  })
})
