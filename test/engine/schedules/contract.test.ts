/** What must hold for every schedule of the registry. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { schedules } from '../../../src/engine/schedules/index.ts'
import type { Schedule } from '../../../src/engine/schedules/schedule.ts'
import { fileOf, mirrorOf } from '../../support/registry.ts'
import { factors } from './factors.ts'

for (const [name, schedule] of Object.entries<Schedule>(schedules)) {
  describe(name, () => {
    test('has a JSON Schema, and factors from 0 to 1', () => {
      const schema = z.toJSONSchema(schedule.options, { io: 'input' })
      assert.equal(schema.additionalProperties, false)
      const at = factors(name as keyof typeof schedules, schedule.example)
      assert.ok(at.every((factor) => factor >= 0 && factor <= 1))
    })

    test('is compared with its formula', () => {
      const own = mirrorOf(fileOf('src/engine/schedules', name))
      assert.ok(existsSync(own), `write ${own}, with factors of ./factors.ts`)
    })
  })
}
