/**
 * TensorFlow for tests: one thread, so that numbers repeat, and no GPU but with SWEEPD_DEVICE=gpu. Where there is no
 * binding, JavaScript.
 */
import assert from 'node:assert/strict'
import { afterEach, beforeEach } from 'node:test'
import { limitThreads, loadBackend } from '../../src/engine/backend.ts'

limitThreads(process.env)

export const backend = await loadBackend({
  device: process.env.SWEEPD_DEVICE === 'gpu' ? 'gpu' : 'cpu',
})
export const { tf } = backend

/** Every test of the file must free what it makes. */
export function refuseLeaks(): void {
  let before = 0
  beforeEach(() => {
    before = tf.memory().numTensors
  })
  afterEach(() => assert.equal(tf.memory().numTensors, before, 'tensors leaked'))
}
