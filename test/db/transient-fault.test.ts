import assert from 'node:assert/strict'
import test from 'node:test'
import { type TransientFault, transientFault } from '../../src/db/transient-fault.ts'

const table: Record<string, TransientFault | null> = {
  '08000': 'away',
  '08003': 'away',
  '08006': 'away',
  '08P01': 'away',
  '57P01': 'away',
  '57P02': 'away',
  '57P03': 'away',
  '57P05': 'away',
  '53300': 'away',
  '25006': 'away',
  '25P03': 'away',
  '40001': 'busy',
  '40P01': 'busy',
  '55P03': 'busy',
  '57014': 'busy',
  '53000': 'full',
  '53100': 'full',
  '53200': 'full',
  '58030': 'full',
  '22P02': null, // text that is no number
  '22003': null, // a number out of range
  '23505': null, // unique violation
  '23514': null, // check violation
  '42601': null, // syntax
  '42P01': null, // no such table
  '57P04': null, // the database was dropped
  '28P01': null, // wrong password
  XX000: null,
  ECONNREFUSED: 'away',
  ECONNRESET: 'away',
  EPIPE: 'away',
  ETIMEDOUT: 'away',
  EHOSTUNREACH: 'away',
  EACCES: null,
}

for (const [code, passing] of Object.entries(table)) {
  test(`${code} ${passing ? `passes: ${passing}` : 'is lasting'}`, () => {
    const error = Object.assign(new Error('no'), { code })
    assert.equal(transientFault(error), passing)
    assert.equal(transientFault(new Error('outer', { cause: error })), passing)
    // as Prisma wraps it
    const cause = { originalCode: code, kind: 'postgres', message: 'no' }
    const wrapped = { code: 'P2039', meta: { driverAdapterError: { cause } } }
    assert.equal(transientFault(Object.assign(new Error('no'), wrapped)), passing)
  })
}

test('what the driver says without a code passes', () => {
  for (const message of [
    'Query read timeout',
    'timeout exceeded when trying to connect',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Client has encountered a connection error and is not queryable',
  ]) {
    assert.equal(transientFault(new Error(message)), 'away', message)
  }
  assert.equal(transientFault(new Error('connect the dots')), null)
  assert.equal(transientFault('text'), null)
})
