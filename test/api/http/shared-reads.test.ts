import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sharedReads } from '../../../src/api/http/shared-reads.ts'

/** Reads that end when they are told to. */
function controlledReads() {
  const started: ((value: string | Error) => void)[] = []
  const read = () =>
    new Promise<string>((resolve, reject) => {
      started.push((value) => (value instanceof Error ? reject(value) : resolve(value)))
    })
  return { started, read }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('a shared read', () => {
  it('is never one that began before it was asked for', async () => {
    const share = sharedReads()
    const { started, read } = controlledReads()
    const first = share('a', read)
    const [second, third] = [share('a', read), share('a', read)]
    assert.equal(started.length, 1)
    started[0]!('old')
    assert.equal(await first, 'old')
    await turn()
    assert.equal(started.length, 2, 'second and third share one read')
    started[1]!('new')
    assert.deepEqual(await Promise.all([second, third]), ['new', 'new'])
  })

  it('is read anew once nobody waits', async () => {
    const share = sharedReads()
    const { started, read } = controlledReads()
    for (const value of ['one', 'two']) {
      const asked = share('a', read)
      started.at(-1)!(value)
      assert.equal(await asked, value)
      await turn()
    }
    assert.equal(started.length, 2)
  })

  it('that fails fails for those who shared it, and for no other', async () => {
    const share = sharedReads()
    const { started, read } = controlledReads()
    const first = share('a', read)
    const second = share('a', read)
    started[0]!(new Error('lost'))
    await assert.rejects(first, /lost/)
    await turn()
    started[1]!('found')
    assert.equal(await second, 'found')
  })

  it('of one key does not wait for that of another', async () => {
    const share = sharedReads()
    const { started, read } = controlledReads()
    void share('a', read)
    const other = share('b', read)
    started[1]!('b')
    assert.equal(await other, 'b')
    started[0]!('a')
  })
})
