import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { isAlive } from '../src/is-alive.ts'

test('a process is alive until it has ended', () => {
  assert.equal(isAlive(process.pid), true)
  assert.equal(isAlive(process.ppid), true)
  const { pid } = spawnSync(process.execPath, ['--version'])
  assert.equal(isAlive(pid), false)
})
