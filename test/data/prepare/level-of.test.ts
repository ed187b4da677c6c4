import assert from 'node:assert/strict'
import { test } from 'node:test'
import { levelFinder } from '../../../src/data/prepare/level-of.ts'

test('texts are levels as they are written, numbers and booleans also by their value', () => {
  const levelOf = levelFinder({ type: 'text', levels: ['01', '1', '2.50', null, 'True'] })
  assert.equal(levelOf(' 01 '), '01')
  assert.equal(levelOf(1), '1')
  assert.equal(levelOf(2.5), '2.50')
  assert.equal(levelOf('2.5'), '2.5')
  assert.equal(levelOf(true), 'True')
  assert.equal(levelOf('true'), 'true')
  assert.equal(levelOf(7), '7')
})

test('a number that is several levels is all of them', () => {
  const levelOf = levelFinder({ type: 'text', levels: ['007', '07', '8'] })
  assert.deepEqual(levelOf(7), ['007', '07'])
  assert.equal(levelOf(8), '8')
  const versions = levelFinder({ type: 'text', levels: ['1.1', '1.10', '1.2'] })
  assert.deepEqual(versions(1.1), ['1.1', '1.10'])
  assert.equal(versions('1.1'), '1.1')
  assert.equal(versions(1.2), '1.2')
})

test('booleans are found in any spelling', () => {
  const levelOf = levelFinder({ type: 'boolean', levels: ['False', 'True'] })
  for (const value of [true, 'true', 'TRUE', 'True']) assert.equal(levelOf(value), 'True')
})

test('models of datasets whose categories were numbers find any spelling of a number', () => {
  const levelOf = levelFinder({ type: 'number', levels: ['7', '2.5'] })
  for (const value of [7, '7', '07', '7.0']) assert.equal(levelOf(value), '7')
  assert.equal(levelOf('2.50'), '2.5')
})
