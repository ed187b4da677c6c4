/** Texts of Excel and of Windows were refused with a word that did not help. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultsOf, inputRows, readCsv } from '../data/read-csv.ts'

const text = 'größe\tort\ty\r\n1\tKöln\t1\r\n2\t東京\t2\r\n'
const tabs = { delimiter: '\t' }
const rows = [
  [1, 'Köln'],
  [2, '東京'],
]
const utf16le = Buffer.from(text, 'utf16le')
const utf16be = Buffer.from(utf16le).swap16()

test('a byte order mark says that a file is UTF-16 or UTF-8', async () => {
  for (const bytes of [
    Buffer.concat([Buffer.of(0xff, 0xfe), utf16le]),
    Buffer.concat([Buffer.of(0xfe, 0xff), utf16be]),
    Buffer.from(`\uFEFF${text}`),
  ]) {
    assert.deepEqual(inputRows(await readCsv(bytes, tabs)), rows)
  }
})

test('without a mark the option is named, and reads the file', async () => {
  for (const [bytes, encoding] of [
    [utf16le, 'utf-16le'],
    [utf16be, 'utf-16be'],
  ] as const) {
    const [fault] = await faultsOf(bytes, tabs)
    assert.ok(fault?.includes(`give "encoding": "${encoding}"`), fault)
    assert.deepEqual(inputRows(await readCsv(bytes, { ...tabs, encoding })), rows)
  }
})

test('the encodings of Windows are named and read', async () => {
  const western = Buffer.from('a,y\n1,1\ncaf\xe9 \x80,2\nx,3\n', 'latin1')
  const [fault] = await faultsOf(western)
  assert.match(fault!, /^\/file: line 3: not UTF-8: .*"encoding": "windows-1252"/)
  const dataset = await readCsv(western, { encoding: 'windows-1252', categorical: ['a'] })
  assert.deepEqual(inputRows(dataset)[1], ['café €'])
  const polish = Buffer.from('a,y\n\xb3\xf3d\x9f,1\nx,2\n', 'latin1')
  assert.deepEqual(inputRows(await readCsv(polish, { encoding: 'windows-1250' }))[0], ['łódź'])
})

test('encodings have the names that the web knows, and no others', async () => {
  const western = Buffer.from('a,y\ncaf\xe9,1\nx,2\n', 'latin1')
  for (const encoding of ['latin1', 'ISO-8859-1', 'cp1252']) {
    assert.deepEqual(inputRows(await readCsv(western, { encoding }))[0], ['café'])
  }
  assert.deepEqual(inputRows(await readCsv('a,y\né,1\nx,2\n', { encoding: 'utf8' }))[0], ['é'])
  await assert.rejects(
    async () => readCsv(western, { encoding: 'ebcdic' }),
    /expected an encoding of the web/,
  )
})

test('bytes that are not of the named encoding are refused', async () => {
  const odd = Buffer.concat([Buffer.of(0xff, 0xfe), utf16le, Buffer.of(0x41)])
  assert.deepEqual(await faultsOf(odd, tabs), ['/file: not utf-16le: another encoding, or damaged'])
})

test('a large UTF-16 file is decoded in pieces that may part a character', async () => {
  const long = '𝄞'.repeat(5_000)
  const lines = Array.from({ length: 1_000 }, (_, row) => `${row},x${long},${row % 3}`)
  const bytes = Buffer.from(`\uFEFFa,b,y\n${lines.join('\n')}\n`, 'utf16le')
  const dataset = await readCsv(bytes, { ignore: ['a'] })
  assert.equal(dataset.rows, 1_000)
  const [column] = dataset.inputs.type === 'table' ? dataset.inputs.columns : []
  assert.deepEqual(column?.encoding === 'categorical' && column.levels, [`x${long}`])
})

test('files of other kinds are named', async () => {
  const cases: [string, RegExp][] = [
    ['PAR1 and more', /this file has the format Apache Parquet: give "format": "parquet"/],
    ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', /Excel workbook/],
    ['BZh91AY', /bzip2/],
    ['[{"a": 1}]', /JSON/],
    ['<!DOCTYPE html>', /web page/],
    ['SQLite format 3\0', /SQLite/],
  ]
  for (const [start, expected] of cases) {
    const [fault] = await faultsOf(Buffer.from(start, 'latin1'))
    assert.match(fault!, expected)
  }
})
