/**
 * TensorFlow for tests: one thread, so that numbers repeat, and no GPU but with SWEEPD_DEVICE=gpu. Where there is no
 * binding, JavaScript. With SWEEPD_EXECUTION=xla, graphs are compiled by XLA, and kept in the folder SWEEPD_PROGRAMS.
 */
import assert from 'node:assert/strict'
import { afterEach, beforeEach } from 'node:test'
import { limitThreads, loadBackend } from '../../src/engine/backend.ts'
import type { Execution } from '../../src/engine/execution.ts'

limitThreads(process.env)

export const backend = await loadBackend({
  device: process.env.SWEEPD_DEVICE === 'gpu' ? 'gpu' : 'cpu',
  programs: process.env.SWEEPD_PROGRAMS,
})
export const { tf } = backend

/** The option of a group that trains as these tests are asked to. */
export const asked: { execution?: Execution } =
  process.env.SWEEPD_EXECUTION === 'xla' ? { execution: 'xla' } : {}

/** Every test of the file must free what it makes. */
export function refuseLeaks(): void {
  let before = 0
  beforeEach(() => {
    before = tf.memory().numTensors
  })
  afterEach(() => assert.equal(tf.memory().numTensors, before, 'tensors leaked'))
}
