import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import { focusManager, QueryClient, QueryObserver } from '@tanstack/react-query'
import { createRefresher } from '../../../web/src/api/refresher.ts'

let client: QueryClient
let close: (() => void)[]
beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 })
  client = new QueryClient()
  close = []
})
afterEach(() => {
  for (const end of close) end()
  client.clear()
  focusManager.setFocused(undefined)
  mock.timers.reset()
})

/** A query that someone looks at, and how often it was read; `answer` ends the read under way. */
function shown(name: string, meta: object = {}) {
  const reads: (() => void)[] = []
  const observer = new QueryObserver(client, {
    queryKey: ['study', 'x', name],
    queryFn: () => new Promise<number>((resolve) => reads.push(() => resolve(reads.length))),
    meta: { ...meta },
    staleTime: Number.POSITIVE_INFINITY,
  })
  close.push(observer.subscribe(() => {}))
  return {
    count: () => reads.length,
    async answer() {
      reads.at(-1)?.()
      await settled()
    },
  }
}

/** Lets promises go on, and the query client tell what it batches. */
async function settled() {
  for (let i = 0; i < 10; i += 1) await Promise.resolve()
  mock.timers.tick(1)
  for (let i = 0; i < 10; i += 1) await Promise.resolve()
}

function fail(): never {
  throw new Error('the service is away')
}

const later = async (ms: number) => {
  mock.timers.tick(ms)
  await settled()
}

describe('what is shown of a study', () => {
  it('is read at each change where it is quick, else at most every two seconds', async () => {
    const quick = shown('study', { isQuick: true })
    const plot = shown('plot')
    await quick.answer()
    await plot.answer()
    const refresher = createRefresher(client, ['study', 'x'])
    close.push(() => refresher.close())
    for (let i = 0; i < 4; i += 1) {
      await later(250)
      refresher.refresh()
      await quick.answer()
    }
    assert.deepEqual([quick.count(), plot.count()], [5, 1])
    await later(1_100)
    assert.deepEqual([quick.count(), plot.count()], [5, 2])
    await plot.answer()
    await later(10_000)
    assert.deepEqual([quick.count(), plot.count()], [5, 2])
  })

  it('is read once more where a change comes during a read', async () => {
    const quick = shown('study', { isQuick: true })
    const refresher = createRefresher(client, ['study', 'x'])
    close.push(() => refresher.close())
    assert.equal(quick.count(), 1)
    refresher.refresh()
    await settled()
    assert.equal(quick.count(), 1)
    await quick.answer()
    await later(200)
    assert.equal(quick.count(), 2)
    await quick.answer()
    await later(1_000)
    assert.equal(quick.count(), 2)
  })

  it('is read less often the longer its answers take', async () => {
    const plot = shown('plot', { calmMs: 1_000 })
    await plot.answer()
    const refresher = createRefresher(client, ['study', 'x'])
    close.push(() => refresher.close())
    await later(1_000)
    refresher.refresh()
    await later(3_000)
    await plot.answer()
    assert.equal(plot.count(), 2)
    refresher.refresh()
    await later(29_000)
    assert.equal(plot.count(), 2)
    await later(1_500)
    assert.equal(plot.count(), 3)
  })

  it('does not take the time of a service that was away for that of an answer', async () => {
    const results: (() => number)[] = [() => 1, fail, () => 3, () => 4]
    let reads = 0
    const observer = new QueryObserver(client, {
      queryKey: ['study', 'x', 'list'],
      queryFn: async () => results[reads++]!(),
      ...{ retry: 1, retryDelay: 20_000, staleTime: Number.POSITIVE_INFINITY },
    })
    close.push(observer.subscribe(() => {}))
    await settled()
    const refresher = createRefresher(client, ['study', 'x'])
    close.push(() => refresher.close())
    await later(2_000)
    refresher.refresh()
    await later(100)
    await later(20_000)
    assert.equal(reads, 3)
    refresher.refresh()
    await later(2_000)
    assert.equal(reads, 4)
  })

  it('is not read while the tab is hidden, but when it is shown again', async () => {
    client.mount()
    close.push(() => client.unmount())
    const quick = shown('study', { isQuick: true })
    await quick.answer()
    const refresher = createRefresher(client, ['study', 'x'])
    close.push(() => refresher.close())
    focusManager.setFocused(false)
    refresher.refresh()
    await later(10_000)
    assert.equal(quick.count(), 1)
    focusManager.setFocused(true)
    await settled()
    assert.equal(quick.count(), 2)
  })

  it('stays as it is where it has many pages', async () => {
    const table = shown('table', { mostPages: 1 })
    await table.answer()
    client.setQueryData(['study', 'x', 'table'], { pages: [1, 2] })
    const refresher = createRefresher(client, ['study', 'x'])
    close.push(() => refresher.close())
    await later(10_000)
    refresher.refresh()
    await later(10_000)
    assert.equal(table.count(), 1)
  })

  it('is left alone when it belongs to another study, or after the end', async () => {
    const quick = shown('study', { isQuick: true })
    await quick.answer()
    const other = createRefresher(client, ['study', 'y'])
    other.refresh()
    const refresher = createRefresher(client, ['study', 'x'])
    shown('plot')
    refresher.refresh()
    refresher.close()
    await later(10_000)
    assert.equal(quick.count(), 2)
  })
})
