import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { reloadOnce } from '../../../web/src/app/reload-when-outdated.ts'

describe('a tab whose files are gone', () => {
  it('is loaded anew once, and again after a later update, but never in a loop', () => {
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    }
    let reloads = 0
    const failsAt = (now: number) => reloadOnce({ storage, now, reload: () => reloads++ })
    assert.equal(failsAt(1_000_000), true)
    assert.equal(failsAt(1_000_500), false)
    assert.equal(failsAt(1_059_000), false)
    assert.equal(reloads, 1)
    assert.equal(failsAt(90_000_000), true)
    assert.equal(reloads, 2)
  })
})
