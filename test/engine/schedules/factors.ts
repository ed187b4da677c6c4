/** The factors of a training of 1,000 updates, 50 an epoch. */
import assert from 'node:assert/strict'
import { schedules } from '../../../src/engine/schedules/index.ts'
import type { Schedule } from '../../../src/engine/schedules/schedule.ts'

const updates = 1000
const updatesPerEpoch = 50

export function factors(name: keyof typeof schedules, given: object): number[] {
  const schedule: Schedule = schedules[name]
  const options = schedule.options.parse(given)
  return Array.from({ length: updates }, (_, update) =>
    schedule.factor(options, { update, updates, updatesPerEpoch }),
  )
}

export function assertNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual}, not ${expected}`)
}
