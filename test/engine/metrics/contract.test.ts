/** What must hold for every metric of the registry; in-training.test.ts has all of them too. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { findMetric, metrics } from '../../../src/engine/metrics/index.ts'
import { type Metric, Part } from '../../../src/engine/metrics/metric.ts'
import { fileOf, mirrorOf } from '../../support/registry.ts'
import { classified, valued } from './reference.ts'

const referenced = [...Object.values(classified), valued].flatMap(({ expected }) =>
  Object.keys(expected),
)
// the loss has tests of its own, and this is the loss in other units
const byLoss = ['loss', 'nll']

for (const [name, metric] of Object.entries<Metric>(metrics)) {
  test(`${name} is compared with a reference`, () => {
    const own = mirrorOf(fileOf('src/engine/metrics', name))
    const advice = `put its value into "expected" of test/engine/metrics/reference.ts, or write ${own}`
    assert.ok(referenced.includes(name) || byLoss.includes(name) || existsSync(own), advice)
  })

  test(`${name} is known in its parts, and in no other`, () => {
    for (const part of Part.options) {
      assert.equal(
        findMetric(`${part}.${name}`)?.name,
        metric.parts.includes(part) ? name : undefined,
      )
    }
  })

  test(`${name} needs classes only where there are some`, () => {
    if (metric.needsTwoClasses) assert.deepEqual(metric.tasks, ['classification'])
  })
}
