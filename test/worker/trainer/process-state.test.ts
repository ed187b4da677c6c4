import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import test from 'node:test'
import { parseStat, processState } from '../../../src/worker/trainer/process-state.ts'
import { until } from '../../e2e/service.ts'

test('a line of /proc is read, whatever the name of the program', () => {
  const line = '42 (a) R 1 (b) T 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 11 0 99 1 2 3'
  assert.deepEqual(parseStat(line), { cpuMs: 3_000, isStopped: true })
  assert.deepEqual(parseStat(line.replace(') T', ') S')), { cpuMs: 3_000, isStopped: false })
})

test('a process is seen to work, to be stopped, and to be gone', {
  skip: process.platform !== 'linux',
}, async () => {
  const child = spawn(process.execPath, ['-e', 'for (;;) {}'], { stdio: 'ignore' })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const pid = child.pid!
  await until(async () => processState(pid)!.cpuMs > 0, 'it works')
  child.kill('SIGSTOP')
  await until(async () => processState(pid)!.isStopped, 'it is stopped')
  const { cpuMs } = processState(pid)!
  assert.equal(processState(pid)!.cpuMs, cpuMs)
  child.kill('SIGKILL')
  await exited
  assert.equal(processState(pid), null)
})
