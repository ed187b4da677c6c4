import assert from 'node:assert/strict'
import { test } from 'node:test'
import { schedules } from '../../../src/engine/schedules/index.ts'
import { assertNear, factors } from './factors.ts'

test('oneCycle rises to the rate, then falls to the end', () => {
  const at = factors('oneCycle', { rise: 0.3, start: 0.04, final: 0 })
  assertNear(at[0]!, 0.04)
  assertNear(at[150]!, 0.52)
  assertNear(at[300]!, 1)
  assertNear(at[650]!, 0.5)
})

test('values are comparable from where the rate has fallen to a quarter, and after a warm-up', () => {
  const { oneCycle, constant } = schedules
  const settled = oneCycle.settledFrom({ rise: 0.25 }, 100)
  assert.equal(settled, 75)
  assertNear(factors('oneCycle', { rise: 0.25, final: 0 })[settled * 10]!, 0.25)
  assert.equal(constant.settledFrom({ warmupEpochs: 0 }, 100), 1)
  assert.equal(constant.settledFrom({ warmupEpochs: 2.5 }, 100), 4)
})
