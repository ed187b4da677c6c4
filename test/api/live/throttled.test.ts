import assert from 'node:assert/strict'
import { beforeEach, describe, it, mock } from 'node:test'
import { throttled } from '../../../src/api/live/throttled.ts'

let heard: string[]
let call: (key: string) => void
beforeEach((context) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  if ('after' in context) context.after(() => mock.timers.reset())
  heard = []
  call = throttled(100, (key) => heard.push(key))
})

describe('a throttled function', () => {
  it('goes on at the first call, and once more for all that came within the time', () => {
    for (let calls = 0; calls < 50; calls++) call('a')
    assert.deepEqual(heard, ['a'])
    mock.timers.tick(100)
    assert.deepEqual(heard, ['a', 'a'])
    mock.timers.tick(1_000)
    assert.deepEqual(heard, ['a', 'a'])
  })

  it('rests after the second one too', () => {
    call('a')
    call('a')
    mock.timers.tick(100)
    call('a')
    assert.deepEqual(heard, ['a', 'a'])
    mock.timers.tick(100)
    assert.deepEqual(heard, ['a', 'a', 'a'])
  })

  it('goes on at once after a rest without calls, and for other keys', () => {
    call('a')
    call('b')
    mock.timers.tick(100)
    call('a')
    assert.deepEqual(heard, ['a', 'b', 'a'])
  })
})
