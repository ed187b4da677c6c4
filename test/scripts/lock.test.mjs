import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'
import { isAbandoned, withLock } from '../../scripts/setup/lock.mjs'

const NO_PROCESS = 2 ** 22 + 1 // above the largest process id of Linux and macOS

async function lockFolder() {
  return path.join(await mkdtemp(path.join(os.tmpdir(), 'sweepd-lock-')), 'some.lock')
}

async function leaveLock(folder, owner) {
  await mkdir(folder)
  await writeFile(path.join(folder, 'left-behind.json'), JSON.stringify(owner))
}

describe('withLock', () => {
  it('lets one in at a time', async () => {
    const folder = await lockFolder()
    let inside = 0
    let most = 0
    const enter = () =>
      withLock(
        folder,
        async () => {
          inside++
          most = Math.max(most, inside)
          await new Promise((resolve) => setTimeout(resolve, 5))
          inside--
        },
        { pollMs: 1 },
      )
    await Promise.all(Array.from({ length: 8 }, enter))
    assert.equal(most, 1)
  })

  it('takes over the lock of a process that ended', async () => {
    const folder = await lockFolder()
    await leaveLock(folder, { pid: NO_PROCESS, host: os.hostname() })
    assert.equal(await withLock(folder, () => 'in'), 'in')
  })

  it('waits for a process that lives, and says once for whom', async () => {
    const folder = await lockFolder()
    const told = []
    let isReleased = false
    const release = deferred()
    const first = withLock(folder, () => release.promise)
    while (!(await readdir(folder).catch(() => [])).length) await new Promise(setImmediate)
    const second = withLock(folder, () => isReleased, {
      pollMs: 1,
      onWait: (owner) => {
        told.push(owner.pid)
        setTimeout(() => {
          isReleased = true
          release.resolve()
        }, 10)
      },
    })
    assert.equal(await second, true)
    await first
    assert.deepEqual(told, [process.pid])
  })

  it('leaves nothing behind, also when the work fails', async () => {
    const folder = await lockFolder()
    await assert.rejects(
      withLock(folder, () => {
        throw new Error('no')
      }),
    )
    assert.deepEqual(await readdir(path.dirname(folder)), [])
  })
})

describe('isAbandoned', () => {
  const here = { here: 'a', isAlive: (pid) => pid === 1 }

  it('holds for a dead process of this machine, not of another', () => {
    assert.equal(isAbandoned({ pid: 2, host: 'a', silentMs: 0 }, here), true)
    assert.equal(isAbandoned({ pid: 2, host: 'b', silentMs: 0 }, here), false)
  })

  it('holds for any owner that has been silent for more than a minute', () => {
    assert.equal(isAbandoned({ pid: 1, host: 'a', silentMs: 60_000 }, here), false)
    assert.equal(isAbandoned({ pid: 1, host: 'a', silentMs: 60_001 }, here), true)
    assert.equal(isAbandoned({ pid: 2, host: 'b', silentMs: 60_001 }, here), true)
  })
})

function deferred() {
  const parts = {}
  parts.promise = new Promise((resolve) => {
    parts.resolve = resolve
  })
  return parts
}
