import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dateReader, formatFault, isoFormat, isoText } from '../../../src/data/dates/format.ts'

const iso = (format: string, text: string) => {
  const moment = dateReader(format)(text)
  return moment && new Date(moment.ms).toISOString()
}

test('reads each letter', () => {
  assert.equal(iso('yyyy-MM-dd', '2024-02-29'), '2024-02-29T00:00:00.000Z')
  assert.equal(iso('d.M.yyyy H:mm', '1.12.2024 7:05'), '2024-12-01T07:05:00.000Z')
  assert.equal(iso('MMM d, yyyy h:mm a', 'September 3, 1999 12:30 AM'), '1999-09-03T00:30:00.000Z')
  assert.equal(
    iso('EEE, dd MMM yyyy hh:mm:ss a', 'Thu, 01 Jan 1970 12:00:01 p.m.'),
    '1970-01-01T12:00:01.000Z',
  )
  assert.equal(iso('dd/MM/yy', '31/12/68'), '2068-12-31T00:00:00.000Z')
  assert.equal(iso('dd/MM/yy', '31/12/69'), '1969-12-31T00:00:00.000Z')
  assert.equal(iso('HH:mm', '23:59'), '1970-01-01T23:59:00.000Z')
  assert.equal(iso('X', '1700000000'), '2023-11-14T22:13:20.000Z')
  assert.equal(iso('x', '1700000000123'), '2023-11-14T22:13:20.123Z')
  assert.equal(iso("yyyyMMdd'T'HHmm", '20240229T1230'), '2024-02-29T12:30:00.000Z')
  assert.equal(iso("'week of' yyyy-MM-dd", 'week of 2024-02-26'), '2024-02-26T00:00:00.000Z')
})

test('reads ISO 8601 with offsets from UTC', () => {
  for (const text of [
    '2024-02-29T12:00:00Z',
    '2024-02-29 14:00:00+02:00',
    '2024-02-29T06:30-0530',
    '2024-02-29 12:00:00.000 UTC',
    '2024-2-29 12:00',
  ]) {
    assert.equal(iso(isoFormat, text), '2024-02-29T12:00:00.000Z', text)
  }
  assert.equal(dateReader(isoFormat)('2024-02-29T12:00')?.hasOffset, false)
  assert.equal(dateReader(isoFormat)('2024-02-29T12:00Z')?.hasOffset, true)
})

test('refuses dates that there are not', () => {
  for (const text of [
    '2023-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-01-01 24:01',
    '2024-01-01 1:60',
  ]) {
    assert.equal(iso(isoFormat, text), null, text)
  }
  assert.equal(iso('h:mm a', '13:00 PM'), null)
  assert.equal(iso('dd.MM.yyyy', '1.1.2024'), null)
})

test('says what is wrong with a format', () => {
  assert.match(formatFault('YYYY-MM-DD')!, /'YYYY' is not one of yyyy yy/)
  assert.match(formatFault('dd.MM')!, /a year/)
  assert.match(formatFault('yyyy[-MM')!, /not closed/)
  assert.equal(formatFault('dd.MM.yyyy HH:mm'), null)
})

test('what isoText writes is read as the same moment', () => {
  const read = dateReader(isoFormat)
  fc.assert(
    fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), (ms) => {
      assert.equal(read(isoText(ms))?.ms, ms)
    }),
    { seed: 1, numRuns: 300 },
  )
})
