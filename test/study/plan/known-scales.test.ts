import assert from 'node:assert/strict'
import { it } from 'node:test'
import { knownOrder } from '../../../src/study/plan/known-scales.ts'

it('puts the levels of a known scale in order, as they are written', () => {
  assert.deepEqual(knownOrder(['TA', 'Gd', 'Ex', 'Fa']), ['Fa', 'TA', 'Gd', 'Ex'])
  assert.deepEqual(knownOrder(['High', 'low', 'MEDIUM']), ['low', 'MEDIUM', 'High'])
  assert.deepEqual(knownOrder(['XL', 'S', 'M', 'L']), ['S', 'M', 'L', 'XL'])
  assert.deepEqual(knownOrder(['very_good', 'Good', 'very-poor']), [
    'very-poor',
    'Good',
    'very_good',
  ])
})

it('knows no order of other words, of words of two scales, of spellings of one word, or of two levels', () => {
  assert.equal(knownOrder(['red', 'green', 'blue']), null)
  assert.equal(knownOrder(['low', 'medium', 'Ex']), null)
  assert.equal(knownOrder(['low', 'medium', 'Low']), null)
  assert.equal(knownOrder(['low', 'high']), null)
})
