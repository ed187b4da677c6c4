import assert from 'node:assert/strict'
import { test } from 'node:test'
import { didYouMean, nearbyNames } from '../src/nearby.ts'

const training = ['layers', 'loss', 'optimizer', 'batchSize', 'epochs', 'learningRate', 'momentum']

for (const [written, meant] of [
  ['batch_size', 'batchSize'],
  ['BatchSize', 'batchSize'],
  ['bs', 'batchSize'],
  ['learning-rate', 'learningRate'],
  ['lr', 'learningRate'],
  ['n_epochs', 'epochs'],
  ['num_epochs', 'epochs'],
  ['optimiser', 'optimizer'],
  ['losss', 'loss'],
  ['lsos', 'loss'],
] as const) {
  test(`${written} is ${meant}`, () => {
    assert.equal(nearbyNames(written, training)[0], meant)
  })
}

test('words of other tools are known where ours is among the names', () => {
  assert.equal(didYouMean('hidden', ['units', 'activation']), 'did you mean "units"?')
  assert.equal(
    didYouMean('mse', ['validation.rmse', 'meanSquaredError']),
    'did you mean "meanSquaredError" or "validation.rmse"?',
  )
  assert.equal(didYouMean('hidden', ['filters']), '')
})

test('what is like nothing has no hint', () => {
  assert.equal(didYouMean('weather', training), '')
  assert.equal(didYouMean('x', training), '')
  assert.equal(didYouMean('z', ['a', 'b', 'y']), '')
})

test('what every object of the language has is no word of another tool', () => {
  for (const name of ['constructor', 'n_constructor', '__proto__', 'toString']) {
    assert.equal(didYouMean(name, ['units']), '', name)
  }
})

test('a text as long as a file is compared with nothing', () => {
  assert.equal(didYouMean('x'.repeat(2 ** 24), training), '')
  assert.equal(didYouMean('units', ['u'.repeat(2 ** 24)]), '')
})
