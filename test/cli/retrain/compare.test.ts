import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareEpochs } from '../../../src/cli/retrain/compare.ts'

const epochs = [
  { step: 1, value: 0.5, train: { loss: 2 }, validation: { loss: 0.1 + 0.2, accuracy: 0.5 } },
  { step: 2, value: null, train: { loss: 1 }, validation: {} },
]

test('equal epochs do not differ, also where the repeated ones have more', () => {
  const again = [...epochs, { step: 3, value: 1, train: {}, validation: {} }]
  const same = { numbers: 5, unequal: 0, firstStep: null, largest: 0 }
  assert.deepEqual(compareEpochs(epochs, again), same)
})

test('one bit is a difference, and is found where it is', () => {
  const [first, second] = epochs
  const again = [
    { ...first!, validation: { loss: 0.3, accuracy: 0.5 } },
    { ...second!, train: { loss: 1.25 } },
  ]
  const difference = { numbers: 5, unequal: 2, firstStep: 1, largest: 0.25 }
  assert.deepEqual(compareEpochs(epochs, again), difference)
})

test('a missing epoch is an infinite difference', () => {
  const { unequal, largest } = compareEpochs(epochs, epochs.slice(0, 1))
  assert.deepEqual([unequal, largest], [1, Number.POSITIVE_INFINITY])
})
