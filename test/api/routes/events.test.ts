import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { type TestApi, testApi } from '../../support/api.ts'
import { completeTrials, createExternal } from '../../support/external-study.ts'

let api: TestApi
let url: string
before(async () => {
  api = await testApi()
  await api.app.listen({ port: 0, host: '127.0.0.1' })
  url = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`
})
after(() => api.close())

interface Event {
  id: number
  type: string
  data: {
    number?: number
    state: string
    value?: number
    stopReason?: string
    trials?: { number: number; step: number; value: number; steps: number[]; values: number[] }[]
  }
}

/** Opens a stream, and reads events until `isLast`; then hangs up. */
async function follow(
  id: string,
  { lastId, query = '' }: { lastId?: number; query?: string },
  isLast: (event: Event) => boolean,
): Promise<Event[]> {
  const abort = new AbortController()
  const headers = lastId === undefined ? {} : { 'last-event-id': String(lastId) }
  const response = await fetch(`${url}/v1/studies/${id}/events${query}`, {
    headers,
    signal: AbortSignal.any([abort.signal, AbortSignal.timeout(30_000)]),
  })
  assert.equal(response.status, 200)
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/)
  assert.ok(response.body)
  const events: Event[] = []
  let text = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = parse(block)
      if (event === null) continue
      events.push(event)
      if (isLast(event)) {
        abort.abort()
        return events
      }
    }
  }
  return events
}

function parse(block: string): Event | null {
  const fields = new Map(
    block.split('\n').map((line) => [line.split(': ')[0], line.slice(line.indexOf(': ') + 2)]),
  )
  const data = fields.get('data')
  if (data === undefined) return null
  return { id: Number(fields.get('id')), type: fields.get('event') ?? '', data: JSON.parse(data) }
}

const said = ({ type, data }: Event) => `${type} ${data.number ?? ''} ${data.state}`
const isEnd = ({ type, data }: Event) => type === 'study' && data.state === 'complete'

describe('the events of a study', () => {
  it('are replayed in order, from its creation to its end', async () => {
    const id = await createExternal(api, { budget: { trials: 2 } })
    await completeTrials(api, id, [2, 1])
    const events = await follow(id, {}, isEnd)
    assert.deepEqual(events.map(said), [
      'study  running',
      'trial 0 running',
      'trial 1 running',
      'trial 0 complete',
      'trial 1 complete',
      'study  complete',
    ])
    assert.deepEqual(
      events.map((event) => event.id),
      [1, 2, 3, 4, 5, 6],
    )
    assert.equal(events[3]?.data.value, 2)
    assert.equal(events[5]?.data.stopReason, 'budget.trials')
  })

  it('go on after Last-Event-ID, as a header or in the query, without gap or repetition', async () => {
    const id = await createExternal(api, { budget: { trials: 2 } })
    await completeTrials(api, id, [2, 1])
    const first = await follow(id, {}, (event) => event.id === 3)
    const rest = await follow(id, { lastId: 3 }, isEnd)
    assert.deepEqual(
      [...first, ...rest].map((event) => event.id),
      [1, 2, 3, 4, 5, 6],
    )
    const same = await follow(id, { query: '?lastEventId=3' }, isEnd)
    assert.deepEqual(same, rest)
  })

  it('with from=now begin with the position, and go on after Last-Event-ID as ever', async () => {
    const id = await createExternal(api, { budget: { trials: 2 } })
    await completeTrials(api, id, [2])
    let isOpen = () => {}
    const opened = new Promise<void>((resolve) => {
      isOpen = resolve
    })
    const following = follow(id, { query: '?from=now' }, (event) => {
      isOpen()
      return isEnd(event)
    })
    await opened
    await completeTrials(api, id, [1])
    const [position, ...events] = await following
    assert.deepEqual(position, { id: 3, type: 'position', data: {} })
    assert.deepEqual(events.map(said), ['trial 1 running', 'trial 1 complete', 'study  complete'])
    const rest = await follow(id, { lastId: 4, query: '?from=now' }, isEnd)
    assert.deepEqual(
      rest.map((event) => event.id),
      [5, 6],
    )
  })

  it('come as they happen', async () => {
    const id = await createExternal(api, { budget: { trials: 1 } })
    let isOpen = () => {}
    const opened = new Promise<void>((resolve) => {
      isOpen = resolve
    })
    const following = follow(id, {}, (event) => {
      isOpen()
      return isEnd(event)
    })
    await opened
    await completeTrials(api, id, [1])
    assert.deepEqual((await following).map(said), [
      'study  running',
      'trial 0 running',
      'trial 0 complete',
      'study  complete',
    ])
  })

  it('are more than a page of them', async () => {
    const id = await createExternal(api)
    const body = { clientId: 'many', count: 1_000 }
    await api.call('POST', `/v1/studies/${id}/trials/suggest`, body)
    const events = await follow(id, {}, (event) => event.id === 1 + 1_000)
    assert.equal(events.length, 1 + 1_000)
  })

  it('end with the server', async () => {
    const other = await testApi()
    await other.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = other.app.server.address() as AddressInfo
    const id = await createExternal(other)
    const response = await fetch(`http://127.0.0.1:${port}/v1/studies/${id}/events`)
    await other.close()
    assert.match(await response.text(), /event: study/)
  })

  it('are 400 after an id that is none', async () => {
    const id = await createExternal(api)
    const headers = { 'last-event-id': 'first' }
    const answer = await api.call('GET', `/v1/studies/${id}/events`, undefined, headers)
    assert.equal(answer.status, 400)
    assert.equal(answer.body.errors[0].pointer, '/headers/last-event-id')
  })
})

describe('the epochs of running trials', () => {
  const report = async (id: string, number: number, steps: number[]) => {
    for (const step of steps) {
      const body = { step, value: 1 / step }
      const told = await api.call('POST', `/v1/studies/${id}/trials/${number}/report`, body)
      assert.equal(told.status, 200, JSON.stringify(told.body))
    }
  }
  const suggest = (id: string, count: number) =>
    api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'a', count })
  const isEpochs = ({ type }: Event) => type === 'epochs'
  const query = '?epochs=true'

  it('come with their values, and only if asked for', async () => {
    const id = await createExternal(api)
    await suggest(id, 2)
    await report(id, 1, [1, 2])
    const [event] = (await follow(id, { query }, isEpochs)).filter(isEpochs)
    assert.deepEqual(event?.data.trials, [
      { number: 1, planned: null, step: 2, value: 0.5, steps: [1, 2], values: [1, 0.5] },
    ])
    await completeTrials(api, id, [1])
    const plain = await follow(id, {}, ({ data }) => data.state === 'complete')
    assert.ok(!plain.some(isEpochs))
  })

  it('come as they are reported, each once, after a first event with all', async () => {
    const id = await createExternal(api)
    await suggest(id, 2)
    await report(id, 0, [1, 2])
    let isOpen = () => {}
    const opened = new Promise<void>((resolve) => {
      isOpen = resolve
    })
    const following = follow(id, { query }, (event) => {
      if (isEpochs(event)) isOpen()
      return event.data.trials?.some(({ step }) => step === 5) ?? false
    })
    await opened
    await report(id, 0, [3])
    await report(id, 1, [5])
    const told = (await following).filter(isEpochs).flatMap(({ data }) => data.trials ?? [])
    const stepsOf = (number: number) =>
      told.filter((trial) => trial.number === number).flatMap(({ steps }) => steps)
    assert.deepEqual(stepsOf(0), [1, 2, 3])
    assert.deepEqual(stepsOf(1), [5])
  })

  it('are told again after a lost connection, which skips no change of state', async () => {
    const id = await createExternal(api)
    await suggest(id, 1)
    await report(id, 0, [1])
    const first = await follow(id, { query }, isEpochs)
    const lastId = Math.max(...first.filter((event) => !isEpochs(event)).map((event) => event.id))
    await report(id, 0, [2])
    await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'b' })
    const rest = await follow(id, { query, lastId }, isEpochs)
    assert.deepEqual(rest.slice(0, -1).map(said), ['trial 1 running'])
    assert.deepEqual(rest.at(-1)?.data.trials?.[0]?.steps, [1, 2])
  })

  it('are no longer told of a trial that has ended', async () => {
    const id = await createExternal(api)
    await suggest(id, 2)
    await report(id, 0, [1])
    await report(id, 1, [1])
    await api.call('POST', `/v1/studies/${id}/trials/0/complete`, { value: 1 })
    const [event] = (await follow(id, { query }, isEpochs)).filter(isEpochs)
    assert.deepEqual(
      event?.data.trials?.map(({ number }) => number),
      [1],
    )
  })
})
