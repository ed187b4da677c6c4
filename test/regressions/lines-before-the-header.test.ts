/** A line before the header made every other line a fault, and was not shown itself. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultsOf, inputRows, readCsv } from '../data/read-csv.ts'

const body = 'a;b;y\n1;2;3\n4;5;6\n'
const rows = [
  [1, 2],
  [4, 5],
]
const semicolon = { delimiter: ';' }

test('sep= is left out, and says what the delimiter is', async () => {
  for (const first of ['sep=;\n', 'SEP=;\r\n', '"sep=;"\n', '\uFEFFsep=;\r']) {
    assert.deepEqual(inputRows(await readCsv(first + body)), rows, first)
    assert.deepEqual(inputRows(await readCsv(first + body, semicolon)), rows, first)
  }
  assert.deepEqual(await faultsOf(`sep=;\n${body}`, { delimiter: ',' }), [
    '/spec/delimiter: the first line of the file says sep=;: give the same delimiter, or leave it out',
  ])
})

test('title lines are named with the option, which skips them', async () => {
  for (const [title, count] of [
    ['Report of 2024\n', 1],
    ['Report of 2024\n\n', 2],
    ['Report\r\nmade by A; B\r\n\r\n', 3],
    ['a;very;wide;title\n', 1],
  ] as const) {
    const [fault] = await faultsOf(title + body, semicolon)
    assert.match(fault!, /^\/spec\/skipLines: lines? 1 .* not like the others, which have 3 fields/)
    assert.ok(fault!.endsWith(`give "skipLines": ${count}`), fault)
    const spec = { ...semicolon, skipLines: count }
    assert.deepEqual(inputRows(await readCsv(title + body, spec)), rows)
  }
})

test('a title that is padded to the width of the table is found by the name of the target', async () => {
  assert.deepEqual(await faultsOf(`Report;;\n;;\n${body}`, semicolon), [
    `/spec/target: no column 'y', but line 3 has it: if that is the header, give "skipLines": 2`,
  ])
})

test('title lines are found also where a few other lines differ', async () => {
  const rows = Array.from({ length: 30 }, (_, row) => `${row};2;3`).join('\n')
  const [fault] = await faultsOf(`Report\na;b;y\n${rows}\nend of report\n`, semicolon)
  assert.match(fault!, /^\/spec\/skipLines: line 1 is not like the others/)
})

test('names of rows without a name of their own, as R writes them, are told', async () => {
  const [fault] = await faultsOf('a,b,y\nr1,1,2,3\nr2,4,5,6\n')
  assert.match(
    fault!,
    /^\/file: the first line \('a,b,y'\) has one field less.*name that column too/,
  )
})

test('lines are counted from the start of the file', async () => {
  assert.deepEqual(await faultsOf(`t\n${body}7;8\n`, { ...semicolon, skipLines: 1 }), [
    '/file: line 5: 2 fields where the header has 3',
  ])
  assert.deepEqual(await faultsOf(`sep=;\n${body}7;8\n`), [
    '/file: line 5: 2 fields where the header has 3',
  ])
})

test('more lines to skip than there are are refused', async () => {
  assert.deepEqual(await faultsOf(body, { ...semicolon, skipLines: 3 }), [
    '/spec/skipLines: the file has only 3 lines: none would be left',
  ])
})
