import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Trial } from '../../../src/cli/answers.ts'
import { toCsv } from '../../../src/cli/commands/export.ts'

const trial: Trial = {
  number: 0,
  state: 'complete',
  params: { units: 8 },
  spec: {},
  value: 0.5,
  values: [0.5],
  step: 3,
  reason: null,
  startedAt: '2026-01-01T00:00:00.000Z',
  durationMs: 900,
}

test('every parameter has a column, empty where a trial lacks it; text is quoted where it must be', () => {
  const failed: Trial = {
    ...trial,
    ...{ number: 1, state: 'failed', value: null, values: null, step: null },
  }
  const csv = toCsv([trial, { ...failed, reason: 'said "no", then\nwent', params: { rate: null } }])
  assert.equal(
    csv,
    [
      'number,state,value,step,reason,startedAt,durationMs,params.units,params.rate',
      '0,complete,0.5,3,,2026-01-01T00:00:00.000Z,900,8,',
      '1,failed,,,"said ""no"", then\nwent",2026-01-01T00:00:00.000Z,900,,null',
      '',
    ].join('\n'),
  )
})

test('each of several objectives has a column', () => {
  const [head, first] = toCsv([{ ...trial, values: [0.5, 7] }]).split('\n')
  assert.match(head ?? '', /^number,state,values\[0\],values\[1\],step/)
  assert.match(first ?? '', /^0,complete,0\.5,7,3/)
})
