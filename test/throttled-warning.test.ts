import assert from 'node:assert/strict'
import { test } from 'node:test'
import { throttledWarning } from '../src/throttled-warning.ts'

test('thousands of one warning are two lines, the second with their count', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const lines: [Record<string, unknown>, string][] = []
  const log = {
    warn: (fields: Record<string, unknown>, text: string) => lines.push([fields, text]),
  }
  const warn = throttledWarning(log as never, 'queue connection lost', 1_000)
  const away = Object.assign(new Error('connect 127.0.0.1:1'), { code: 'ECONNREFUSED' })
  for (let i = 0; i < 4_308; i++) warn(away)
  warn(new Error('the queue did not answer within 3000 ms'))
  assert.equal(lines.length, 2) // another kind is told at once
  t.mock.timers.tick(1_000)
  assert.equal(lines.length, 3)
  assert.deepEqual(lines[2], [{ err: away, times: 4_307, inSeconds: 1 }, 'queue connection lost'])
  warn(away)
  assert.equal(lines.length, 4)
})
