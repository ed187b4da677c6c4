import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeCsv } from '../../../src/data/write/csv.ts'
import { queryFile } from '../../support/query-file.ts'
import { columns, gather, rows, table } from './table.ts'

test('CSV is read back with the same numbers, texts and times; a missing value is an empty field', async () => {
  const text = (await gather(writeCsv(table()))).join('')
  assert.equal(
    text,
    [
      'number,value,isBest,reason,Value,endedAt',
      '0,0.30000000000000004,true,"said ""no"", then\nwent",-1e-300,2026-01-02T03:04:05.678Z',
      '1,-5,false,=1+1,1.7976931348623157e+308,',
      '1099511627776,,,"",,',
      '3,1,true,,0.5,1970-01-01T00:00:00.000Z',
      '',
    ].join('\n'),
  )
  const read = await queryFile(Buffer.from(text), (file) => `SELECT * FROM read_csv(${file})`)
  const numbers = read.map(([number, value, isBest, , other]) => [
    Number(number),
    value === null ? null : Number(value),
    isBest,
    other,
  ])
  assert.deepEqual(
    numbers,
    rows.map(([number, value, isBest, , other]) => [number, value, isBest, other]),
  )
  assert.equal(read[0]?.length, columns.length)
})

test('a table without rows is its header', async () => {
  const parts = writeCsv({ columns, pages: Array.prototype.values.call([]) as never })
  assert.equal((await gather(parts)).join(''), 'number,value,isBest,reason,Value,endedAt\n')
})
