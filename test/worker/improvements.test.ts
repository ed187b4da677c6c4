import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createImprovements } from '../../src/worker/improvements.ts'

test('many improvements of a study are told once an interval', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const told: string[] = []
  const improvements = createImprovements({
    tell: async (id) => void told.push(id),
    failed: (error) => assert.fail(String(error)),
    intervalMs: 1_000,
  })
  improvements.add(['a'])
  improvements.add(['a', 'b'])
  assert.deepEqual(told, [])
  t.mock.timers.tick(1_000)
  assert.deepEqual(told, ['a', 'b'])
  t.mock.timers.tick(1_000)
  assert.deepEqual(told, ['a', 'b'], 'and not again')
  improvements.close()
})
