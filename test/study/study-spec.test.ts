import assert from 'node:assert/strict'
import { test } from 'node:test'
import { storedSpec } from '../../src/study/study-spec.ts'

const stored = {
  name: 'old',
  dataset: 'iris',
  objective: { metric: 'validation.accuracy', direction: 'maximize' },
  space: { epochs: { $int: { low: 1, high: 9 } } },
  validation: { type: 'holdout' },
  sampler: { type: 'tpe', startupTrials: 3 },
}

test('options that are younger than a stored study have their defaults', () => {
  const spec = storedSpec({ spec: JSON.stringify(stored) })
  assert.deepEqual(spec.metrics, [])
  assert.equal(spec.validation.repeats, 1)
  assert.equal(spec.maxAttempts, 3)
  assert.deepEqual(spec.space, stored.space)
})

test('what was read is stored and read as the same specification', () => {
  const spec = storedSpec({ spec: JSON.stringify(stored) })
  assert.deepEqual(storedSpec({ spec: JSON.stringify(spec) }), spec)
})

test('the same row gives the same object, another one another', () => {
  const row = () => ({ spec: JSON.stringify(stored) })
  assert.equal(storedSpec(row()), storedSpec(row()))
  const changed = { spec: JSON.stringify({ ...stored, budget: { trials: 3 } }) }
  assert.deepEqual(storedSpec(changed).budget, { trials: 3 })
})

test('what no version of the schema allows is an error that says where', () => {
  const broken = { ...stored, sampler: { type: 'oracle' } }
  assert.throws(() => storedSpec({ spec: JSON.stringify(broken) }), /does not fit.* \/sampler/)
})
