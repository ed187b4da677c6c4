/** What must hold for every optimizer of the registry. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { optimizers } from '../../../src/engine/optimizers/index.ts'
import type { Optimizer } from '../../../src/engine/optimizers/optimizer.ts'
import { fileOf, mirrorOf } from '../../support/registry.ts'

for (const [name, optimizer] of Object.entries(optimizers) as [string, Optimizer][]) {
  describe(name, () => {
    test('is compared with its rule', () => {
      const own = mirrorOf(fileOf('src/engine/optimizers', name))
      assert.ok(existsSync(own), `write ${own}, with follows of ./reference.ts`)
    })

    test('its options have a JSON Schema, and its hyperparameters are numbers among them', () => {
      const schema = z.toJSONSchema(optimizer.options, { io: 'input' })
      assert.equal(schema.additionalProperties, false)
      for (const hyperparameter of optimizer.hyperparameters) {
        assert.equal((schema.properties![hyperparameter] as { type: string }).type, 'number')
      }
    })

    test('every number among its options is a hyperparameter', () => {
      const numbers = Object.entries(optimizer.options.parse({}))
        .filter(([, value]) => typeof value === 'number')
        .map(([key]) => key)
      assert.deepEqual(numbers.toSorted(), [...optimizer.hyperparameters].toSorted())
    })
  })
}
