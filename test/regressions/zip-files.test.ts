/** A ZIP was refused as "a zero byte: this is no text". */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultsOf, inputRows, readCsv } from '../data/read-csv.ts'
import { writeZip } from '../data/write-zip.ts'

const text = 'a,y\n1,2\n3,4\n'

test('a ZIP with one file is that file', async () => {
  assert.deepEqual(inputRows(await readCsv(writeZip({ 'a.csv': text }))), [[1], [3]])
  const fromMac = { 'data/': '', 'data/a.csv': text, '__MACOSX/data/._a.csv': 'x' }
  assert.deepEqual(inputRows(await readCsv(writeZip(fromMac))), [[1], [3]])
})

test('several files, none, and Office documents are refused by name', async () => {
  assert.deepEqual(await faultsOf(writeZip({ 'a.csv': text, 'b.csv': text })), [
    "/file: the ZIP contains 2 files ('a.csv', 'b.csv'): upload one of them",
  ])
  assert.deepEqual(await faultsOf(writeZip({ 'empty/': '' })), ['/file: the ZIP contains no files'])
  const [fault] = await faultsOf(writeZip({ '[Content_Types].xml': '', 'xl/workbook.xml': '' }))
  assert.match(fault!, /Excel workbook: save the sheet as CSV/)
})

test('what unpacks to more than the limit is refused, whatever size the ZIP claims', async () => {
  const large = { 'a.csv': `a,y\n${'1,2\n'.repeat(500_000)}` }
  const options = { maxBytes: 1_000_000 }
  assert.deepEqual(await faultsOf(writeZip(large), {}, options), [
    '/file: more than 1000000 bytes when unpacked',
  ])
  const [fault] = await faultsOf(writeZip(large, 1000), {}, options)
  assert.match(fault!, /^\/file: the ZIP file is damaged: too many bytes/)
})

test('a ZIP that breaks off is refused', async () => {
  const [fault] = await faultsOf(writeZip({ 'a.csv': text }).subarray(0, 60))
  assert.match(fault!, /^\/file: the ZIP file is damaged/)
})
