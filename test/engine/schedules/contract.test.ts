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

    test('may be made for more epochs than the training has, or fewer', () => {
      const at = (given: object) =>
        factors(name as keyof typeof schedules, { ...schedule.example, ...given })
      // 1,000 updates are 20 epochs
      assert.deepEqual(at({ overEpochs: 20 }), at({}))
      const [whole, twice, half] = [at({}), at({ overEpochs: 40 }), at({ overEpochs: 10 })]
      assert.ok(half.slice(500).every((factor) => factor === half[499]))
      const isOfUpdates = whole.some((factor, update) => factor !== twice[update])
      const near = (a: number, b: number) => Math.abs(a - b) < 0.05
      if (isOfUpdates) assert.ok(near(twice[999]!, whole[499]!), `${twice[999]}, ${whole[499]}`)
    })

    test('is compared with its formula', () => {
      const own = mirrorOf(fileOf('src/engine/schedules', name))
      assert.ok(existsSync(own), `write ${own}, with factors of ./factors.ts`)
    })
  })
}
