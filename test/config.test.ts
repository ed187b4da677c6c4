import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../src/config.ts'

test('numbers are written in decimal digits', () => {
  const env = { SWEEPD_PORT: '8080', SWEEPD_TRAINERS: '2', SWEEPD_LEASE_SECONDS: '1.5' }
  const { port, trainers, leaseSeconds } = loadConfig(env)
  assert.deepEqual([port, trainers, leaseSeconds], [8080, 2, 1.5])
})

test('an empty variable is one that is not set', () => {
  const env = { SWEEPD_PORT: '', SWEEPD_TRAINERS: '', SWEEPD_LEASE_SECONDS: '' }
  const { port, trainers, leaseSeconds } = loadConfig(env)
  assert.deepEqual([port, trainers, leaseSeconds], [3000, null, 15])
})

for (const [variable, accepted, texts] of [
  ['SWEEPD_PORT', 'a whole number from 0 to 65535', ['65536', '80.5', '-1']],
  ['SWEEPD_TRAINERS', 'a whole number from 1 to 256', ['0', '257', 'two']],
  ['SWEEPD_LEASE_SECONDS', 'a number from 1 to 3600', ['0.5', '15s', '3601']],
] as const) {
  test(`${variable} names itself and what is accepted`, () => {
    for (const text of [...texts, '0x10', '0b11', ' ', ' 20', '1_0', '+20', '020', 'Infinity']) {
      const message = `Invalid environment: ${variable}: must be ${accepted}, in decimal digits`
      assert.throws(() => loadConfig({ [variable]: text }), { message }, JSON.stringify(text))
    }
  })
}

test('every bad variable is told at once', () => {
  const env = { SWEEPD_PORT: '0x10', SWEEPD_TRAINERS: 'all' }
  assert.throws(() => loadConfig(env), /SWEEPD_PORT: .*; SWEEPD_TRAINERS: /)
})
