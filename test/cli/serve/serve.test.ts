/** Signals to a server, on a clock of the test's own. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serve } from '../../../src/cli/serve/serve.ts'
import type { Terminal } from '../../../src/cli/terminal.ts'

const terminal: Terminal = {
  write() {},
  writeError() {},
  isInteractive: false,
  columns: () => 80,
}
const env = { SWEEPD_LOG_LEVEL: 'silent' }

/** A server that drains until it is hurried or `drained` is called; `signalsAt` are the moments of the signals. */
async function ended(signalsAt: readonly number[], { drains }: { drains: boolean }) {
  let time = 0
  let drained = () => {}
  const code = serve({ env, terminal, name: 'test', now: () => time }, async (running) => {
    running.onClose('trainers', () => new Promise((resolve) => (drained = resolve)))
  })
  for (const at of signalsAt) {
    time = at
    process.emit('SIGINT')
    await new Promise(setImmediate)
  }
  if (drains) drained()
  return code
}

test('a signal that is passed on at once is the first one again: the server drains', async () => {
  assert.equal(await ended([0, 0, 10, 999], { drains: true }), 0)
})

test('a signal one second later ends what still drains', async () => {
  assert.equal(await ended([0, 10, 1_000], { drains: false }), 130)
})
