import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Line, parseLines, reportOf } from '../../../bench/gpu/lines.ts'

const cell = { setting: 'mlp-100', lanes: 16 }
const lines: Line[] = [
  { type: 'time', ...cell, kind: 'JAX', micros: 30 },
  { type: 'time', ...cell, kind: 'Sweepd', micros: 10 },
  { type: 'time', ...cell, kind: 'Sweepd', micros: 14 },
  { type: 'time', ...cell, lanes: 1, kind: 'Sweepd', micros: 100 },
  { type: 'failure', ...cell, lanes: 1, kind: 'JAX', reason: 'out of memory' },
]

test('lines of a run that was cut off are read up to the torn one', () => {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  assert.deepEqual(parseLines(text), lines)
  assert.deepEqual(parseLines(text.slice(0, -20)), lines.slice(0, -1))
})

test('the report has medians, empty and failed cells, and the reasons', () => {
  assert.equal(
    reportOf(lines, ['Sweepd', 'JAX']),
    [
      '| mlp-100, µs of a step of one trial | 1 lane | 16 lanes |',
      '| --- | --- | --- |',
      '| Sweepd | 100 | 12 |',
      '| JAX | failed | 30 |',
      '',
      'Failed:',
      '',
      '- JAX, lanes: 1: out of memory',
    ].join('\n'),
  )
})
