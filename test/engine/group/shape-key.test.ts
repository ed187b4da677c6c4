import assert from 'node:assert/strict'
import { test } from 'node:test'
import { laneSlots } from '../../../src/engine/group/lane-count.ts'
import { shapeKey } from '../../../src/engine/group/shape-key.ts'
import { checked } from '../../../src/engine/spec.ts'

const base = {
  layers: [
    { type: 'dense', units: 4, activation: 'relu' },
    { type: 'dropout', rate: 0.1 },
    { type: 'dense', units: 'outputs' },
  ],
  loss: 'crossEntropy',
  optimizer: { type: 'adam', learningRate: 0.01 },
  batchSize: 32,
  epochs: 10,
}
const keyOf = (change: object) => shapeKey(checked({ ...base, ...change }))

test('trials that differ in numbers alone share a shape', () => {
  const layers = base.layers.map((layer) => ('rate' in layer ? { ...layer, rate: 0.4 } : layer))
  assert.equal(keyOf({ layers }), keyOf({}))
  assert.equal(keyOf({ optimizer: { type: 'adam', learningRate: 0.3, beta1: 0.5 } }), keyOf({}))
})

test('layers, optimizer, batch size and epochs make the shape', () => {
  const other = base.layers.map((layer) =>
    'units' in layer && layer.units === 4 ? { ...layer, units: 5 } : layer,
  )
  for (const change of [
    { layers: other },
    { optimizer: { type: 'sgd' } },
    { batchSize: 33 },
    { epochs: 11 },
  ]) {
    assert.notEqual(keyOf(change), keyOf({}), JSON.stringify(change))
  }
})

test('a penalty that is zero needs no ops: it is another shape', () => {
  const withDecay = (weightDecay: number) =>
    keyOf({ optimizer: { type: 'adam', learningRate: 0.01, weightDecay } })
  assert.equal(withDecay(0.1), withDecay(0.2))
  assert.notEqual(withDecay(0.1), withDecay(0))
})

test('graphs have few different counts of lanes', () => {
  const slots = Array.from({ length: 24 }, (_, at) => laneSlots(at + 1))
  assert.deepEqual([...new Set(slots)], [1, 2, 3, 4, 6, 8, 12, 16, 24])
  assert.ok(slots.every((size, at) => size >= at + 1))
})
