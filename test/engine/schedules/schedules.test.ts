import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { schedules } from '../../../src/engine/schedules/index.ts'
import type { Schedule } from '../../../src/engine/schedules/schedule.ts'

const updates = 1000
const updatesPerEpoch = 50

function factors(name: keyof typeof schedules, given: object): number[] {
  const schedule: Schedule = schedules[name]
  const options = schedule.options.parse(given)
  return Array.from({ length: updates }, (_, update) =>
    schedule.factor(options, { update, updates, updatesPerEpoch }),
  )
}

function assertNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual}, not ${expected}`)
}

test('step falls at the start of every so many epochs', () => {
  const at = factors('step', { epochs: 4, factor: 0.5 })
  assert.deepEqual([at[0], at[199], at[200], at[399], at[400]], [1, 1, 0.5, 0.5, 0.25])
})

test('exponential has the factor after an epoch', () => {
  const at = factors('exponential', { factor: 0.9 })
  assertNear(at[50]!, 0.9)
  assertNear(at[100]!, 0.81)
})

test('cosine is halfway in the middle, and ends near the final share', () => {
  const at = factors('cosine', { final: 0.1 })
  assertNear(at[0]!, 1)
  assertNear(at[500]!, 0.55)
  assert.ok(at[999]! - 0.1 < 1e-5)
})

test('oneCycle rises to the rate, then falls to the end', () => {
  const at = factors('oneCycle', { rise: 0.3, start: 0.04, final: 0 })
  assertNear(at[0]!, 0.04)
  assertNear(at[150]!, 0.52)
  assertNear(at[300]!, 1)
  assertNear(at[650]!, 0.5)
})

test('warm-up multiplies any schedule by a straight line', () => {
  const plain = factors('cosine', {})
  const warm = factors('cosine', { warmupEpochs: 2 })
  assertNear(warm[0]!, plain[0]! / 100)
  assertNear(warm[49]!, plain[49]! / 2)
  assert.deepEqual(warm.slice(99), plain.slice(99))
})

for (const [name, schedule] of Object.entries(schedules)) {
  describe(name, () => {
    test('has a JSON Schema, and factors from 0 to 1', () => {
      const schema = z.toJSONSchema(schedule.options, { io: 'input' })
      assert.equal(schema.additionalProperties, false)
      const at = factors(name as keyof typeof schedules, name === 'step' ? { epochs: 3 } : {})
      assert.ok(at.every((factor) => factor >= 0 && factor <= 1))
    })
  })
}
