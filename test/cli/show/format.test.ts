import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  formatAge,
  formatDuration,
  formatNumber,
  formatParam,
  shortNames,
} from '../../../src/cli/show/format.ts'

test('numbers keep five digits, integers all of them', () => {
  const shown = [0.981234567, 33657.123, 1e-7, -0.00042, 0, 128, 1234567].map(formatNumber)
  assert.deepEqual(shown, ['0.98123', '33657', '1e-7', '-0.00042', '0', '128', '1234567'])
})

test('a parameter that is not active leaves its cell empty; null is a value', () => {
  const shown = [undefined, null, false, 'relu', 0.0123456, 64].map(formatParam)
  assert.deepEqual(shown, ['', 'null', 'false', 'relu', '0.0123', '64'])
})

test('durations change their unit before they round to 60', () => {
  const shown = [0.4, 999, 1_000, 99_940, 99_960, 3_599_000, 3_600_000, 7_620_000].map(
    formatDuration,
  )
  assert.deepEqual(shown, [
    '0 ms',
    '999 ms',
    '1.0 s',
    '99.9 s',
    '1 min 40 s',
    '59 min 59 s',
    '1 h 00 min',
    '2 h 07 min',
  ])
})

test('names are cut to the end that tells them apart', () => {
  const names = [
    'optimizer',
    'optimizer[adam].learningRate',
    'optimizer[sgd].learningRate',
    'layers[0].filters',
    'layers[0].times',
    'layers[2].units',
    'layers[3].units',
  ]
  assert.deepEqual(
    [...shortNames(names).values()],
    ['optimizer', 'adam.learningRate', 'sgd.learningRate', 'filters', 'times'].concat([
      'layers.2.units',
      'layers.3.units',
    ]),
  )
})

test('a name that ends another one stays whole', () => {
  const short = shortNames(['rate', 'optimizer.rate'])
  assert.deepEqual([...short.values()], ['rate', 'optimizer.rate'])
})

test('ages are in the largest unit that has passed once', () => {
  const shown = [59_999, 60_000, 7_199_999, 86_400_000 * 3].map(formatAge)
  assert.deepEqual(shown, ['just now', '1 minute ago', '1 hour ago', '3 days ago'])
})
