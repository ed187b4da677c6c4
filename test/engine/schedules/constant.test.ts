import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factors } from './factors.ts'

test('constant is the rate itself', () => {
  assert.ok(factors('constant', {}).every((factor) => factor === 1))
})
