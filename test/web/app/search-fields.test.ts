import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choiceIn, flagIn, numberIn, textIn, textsIn } from '../../../web/src/app/search-fields.ts'

test('fields of an address are what they should be, or the default', () => {
  assert.deepEqual(
    ['a', 7, true, undefined, { x: 1 }].map((value) => textIn(value)),
    ['a', '7', 'true', '', ''],
  )
  assert.deepEqual([7, '7', Number.NaN, null].map(numberIn), [7, null, null, null])
  assert.deepEqual([true, 'true', 1].map(flagIn), [true, false, false])
  assert.equal(choiceIn('b', ['a', 'b'], 'a'), 'b')
  assert.equal(choiceIn('c', ['a', 'b'], 'a'), 'a')
  assert.deepEqual(textsIn('a,b'), ['a', 'b'])
  assert.deepEqual(textsIn(['a', 2, null]), ['a', '2'])
  assert.deepEqual(textsIn(undefined), [])
})
