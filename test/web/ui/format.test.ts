import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  formatAgo,
  formatBytes,
  formatCount,
  formatDuration,
  formatParam,
  formatPercent,
  formatRate,
  formatUtc,
  formatValue,
  rateWords,
} from '../../../web/src/ui/format.ts'

describe('formatValue', () => {
  it('shows four significant digits and no trailing zeros', () => {
    for (const [value, text] of [
      [0, '0'],
      [0.97437, '0.9744'],
      [0.5, '0.5'],
      [12.3456, '12.35'],
      [-1.5, '−1.5'],
      [318, '318'],
      [99999.6, '100\u202f000'],
      [-25043.2, '−25\u202f043'],
      [0.00012346, '0.0001235'],
      [0.0000123, '1.23e−5'],
      [-3e-9, '−3e−9'],
      [1.2e9, '1.2e9'],
    ] as const) {
      assert.equal(formatValue(value), text, String(value))
    }
  })

  it('names what is no number', () => {
    assert.deepEqual(
      [null, undefined, Number.NaN, Infinity, -Infinity].map((value) => formatValue(value)),
      ['–', '–', 'NaN', '∞', '−∞'],
    )
  })
})

describe('the other formats', () => {
  it('group thousands from five digits on', () => {
    assert.deepEqual([7, 1234, 12345, -1234567].map(formatCount), [
      '7',
      '1234',
      '12\u202f345',
      '−1\u202f234\u202f567',
    ])
  })

  it('show durations in two units at most, and never sixty of one', () => {
    for (const [seconds, text] of [
      [0.0123, '12 ms'],
      [0.9999, '1 s'],
      [3.25, '3.3 s'],
      [9.96, '10 s'],
      [59.6, '1 min'],
      [200, '3 min 20 s'],
      [3599.7, '1 h'],
      [7500, '2 h 5 min'],
      [86_399, '1 d'],
      [273_600, '3 d 4 h'],
    ] as const) {
      assert.equal(formatDuration(seconds), text, String(seconds))
    }
    assert.equal(formatDuration(null), '–')
  })

  it('show sizes in decimal units', () => {
    assert.deepEqual([0, 999, 1500, 23_400_000, 999_960_000].map(formatBytes), [
      '0 B',
      '999 B',
      '1.5 kB',
      '23.4 MB',
      '1000 MB',
    ])
  })

  it('show rates in the unit in which they are at least one', () => {
    assert.deepEqual([0, 3.21, 0.2, 0.001].map(formatRate), [
      '0 / s',
      '3.2 / s',
      '12 / min',
      '3.6 / h',
    ])
    assert.equal(rateWords(3.25, 'trials'), '3.3 trials / s')
    assert.equal(rateWords(0.001, 'epochs'), '3.6 epochs / h')
  })

  it('show shares, parameters, moments', () => {
    assert.equal(formatPercent(0.974, 1), '97.4 %')
    assert.equal(formatParam('relu'), 'relu')
    assert.equal(formatParam(true), 'true')
    assert.equal(formatParam(0.0029774123), '0.002977')
    const now = new Date('2026-11-27T12:00:00Z')
    const ago = (seconds: number) => formatAgo(new Date(now.getTime() - 1000 * seconds), now)
    assert.deepEqual([5, 100, 7200, 200_000, 1e7].map(ago), [
      'just now',
      '2 min ago',
      '2 h ago',
      '2 d ago',
      '4 months ago',
    ])
    assert.equal(formatUtc(now), '2026-11-27 12:00:00 UTC')
  })
})
