/** A wrong or a missing delimiter was answered by faults of every line. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { faultsOf, inputRows, readCsv } from '../data/read-csv.ts'
import { writeZip } from '../data/write-zip.ts'

const tsv = 'a\tb\ty\n1\t2\t3\n4\t5\t6\n'
const rows = [
  [1, 2],
  [4, 5],
]

test('.tsv means tabs, packed or not, unless the spec says otherwise', async () => {
  for (const fileName of ['sales.tsv', 'Sales.TSV', 'a.tab']) {
    assert.deepEqual(inputRows(await readCsv(tsv, {}, { fileName })), rows)
  }
  const packed = await readCsv(gzipSync(tsv), {}, { fileName: 'sales.tsv.gz' })
  assert.deepEqual(inputRows(packed), rows)
  const zipped = await readCsv(writeZip({ 'sales.tsv': tsv }), {}, { fileName: 'sales.zip' })
  assert.deepEqual(inputRows(zipped), rows)
  const semicolons = tsv.replaceAll('\t', ';')
  const given = await readCsv(semicolons, { delimiter: ';' }, { fileName: 'sales.tsv' })
  assert.deepEqual(inputRows(given), rows)
})

test('a tab may be written as \\t or tab', async () => {
  for (const delimiter of ['\t', '\\t', 'tab']) {
    assert.deepEqual(inputRows(await readCsv(tsv, { delimiter })), rows)
  }
})

test('where one column is found the message names the delimiter', async () => {
  for (const [delimiter, shown] of Object.entries({ '\t': 'tab', ';': ';', '|': '|' })) {
    assert.deepEqual(await faultsOf(tsv.replaceAll('\t', delimiter)), [
      `/spec/delimiter: one column was found; with "delimiter": "${shown}" each line has 3 fields`,
    ])
  }
  assert.deepEqual(await faultsOf('a  b   y\n1  2   3\n'), [
    '/spec/delimiter: one column was found; with "delimiter": "whitespace" each line has 3 fields',
  ])
})

test('where decimal commas part the lines in different ways the message names the delimiter', async () => {
  assert.deepEqual(await faultsOf('a;b;y\n1,5;2;3\n4;5,5;6,5\n'), [
    '/spec/delimiter: lines differ in their number of fields; with "delimiter": ";" each line has 3 fields',
  ])
})

test('where fields are quoted the message names the delimiter too', async () => {
  assert.deepEqual(await faultsOf('"a";"b";"y"\n"1";"2";"3"\n'), [
    '/spec/delimiter: line 1: text follows a closing quote; with "delimiter": ";" each line has 3 fields',
  ])
})

test('a header is not taken for a title where another delimiter fits it too', async () => {
  assert.deepEqual(await faultsOf('a;b;y\n1,5;2;3,5\n4,5;5;6,5\n'), [
    '/spec/delimiter: lines differ in their number of fields; with "delimiter": ";" each line has 3 fields',
  ])
})

test('a file whose lines no other delimiter fits either names the lines', async () => {
  assert.deepEqual(await faultsOf('a,b,y\n1,2,3\n1;2\n'), [
    '/file: line 3: 1 fields where the header has 3',
  ])
})
