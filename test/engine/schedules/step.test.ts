import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factors } from './factors.ts'

test('step falls at the start of every so many epochs', () => {
  const at = factors('step', { epochs: 4, factor: 0.5 })
  assert.deepEqual([at[0], at[199], at[200], at[399], at[400]], [1, 1, 0.5, 0.5, 0.25])
})
