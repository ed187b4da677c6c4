import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { createUnstored } from '../../../src/worker/trainer/unstored.ts'

async function isOpen(room: Promise<void>): Promise<boolean> {
  return Promise.race([room.then(() => true), setImmediate(false)])
}

test('training goes on while few epochs are unstored', async () => {
  const unstored = createUnstored(10)
  unstored.reported(10)
  assert.equal(await isOpen(unstored.room()), true)
})

test('training waits while more are unstored', async () => {
  const unstored = createUnstored(10)
  unstored.reported(14)
  const room = unstored.room()
  unstored.stored(3)
  assert.equal(await isOpen(room), false)
  unstored.stored(1)
  assert.equal(await isOpen(room), true)
})

test('a trial that is to end does not wait; the next call does again', async () => {
  const unstored = createUnstored(10)
  unstored.reported(14)
  const room = unstored.room()
  unstored.goOn()
  assert.equal(await isOpen(room), true)
  assert.equal(await isOpen(unstored.room()), false)
})
