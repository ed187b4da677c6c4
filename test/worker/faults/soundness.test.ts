import assert from 'node:assert/strict'
import { beforeEach, describe, it, type TestContext } from 'node:test'
import { createSoundness, type Soundness } from '../../../src/worker/faults/soundness.ts'

describe('a worker’s soundness', () => {
  let said: string[]
  let broken: string | null // what the probe finds

  beforeEach(() => {
    said = []
    broken = null
  })

  function soundness(t: TestContext): Soundness {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const made = createSoundness({
      stop: () => void said.push('stop'),
      start: () => void said.push('start'),
      probe: async () => {
        said.push('probe')
        if (broken !== null) throw new Error(broken)
      },
      changed: (trouble) => void said.push(`trouble: ${trouble}`),
      firstDelayMs: 1_000,
    })
    t.after(() => made.close())
    return made
  }
  const settle = () => new Promise((resolve) => setImmediate(resolve))

  it('is kept through single faults, and lost at the third in a row', (t) => {
    const sound = soundness(t)
    for (let trial = 0; trial < 10; trial++) {
      sound.failed('disk')
      sound.failed('disk')
      sound.worked()
    }
    assert.deepEqual(said, [])
    for (const reason of ['disk', 'disk', 'disk full', 'late']) sound.failed(reason)
    assert.deepEqual(said, ['trouble: disk full', 'stop'])
    assert.equal(sound.trouble(), 'disk full')
  })

  it('is tried again, each time later, until the probe passes', async (t) => {
    const sound = soundness(t)
    broken = 'still full'
    for (let fault = 0; fault < 3; fault++) sound.failed('full')
    said = []
    for (const delayMs of [1_000, 2_000]) {
      t.mock.timers.tick(delayMs - 1)
      assert.deepEqual(said, [])
      t.mock.timers.tick(1)
      await settle()
      assert.deepEqual(said, ['probe', 'trouble: still full'])
      said = []
    }
    broken = null
    t.mock.timers.tick(4_000)
    await settle()
    assert.deepEqual(said, ['probe', 'trouble: null', 'start'])
    assert.equal(sound.trouble(), null)
  })

  it('is lost again at the first fault after a probe, later on as long as it takes', async (t) => {
    const sound = soundness(t)
    for (let fault = 0; fault < 3; fault++) sound.failed('full')
    t.mock.timers.tick(1_000)
    await settle()
    said = []
    sound.failed('full again')
    assert.deepEqual(said, ['trouble: full again', 'stop'])
    t.mock.timers.tick(1_999)
    await settle()
    assert.equal(sound.trouble(), 'full again')
    t.mock.timers.tick(1)
    await settle()
    sound.worked()
    said = []
    sound.failed('once')
    assert.deepEqual(said, [])
  })
})
