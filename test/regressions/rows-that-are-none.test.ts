/** Units below the header, a second header, totals and notes at the end were read as rows, or could not be left out. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDataset } from '../../src/data/read/read.ts'
import { DatasetSpec } from '../../src/data/spec.ts'
import { findWarnings } from '../../src/data/warnings/index.ts'
import { Problem } from '../../src/errors.ts'
import { readCsv } from '../data/read-csv.ts'

const rows = Array.from({ length: 40 }, (_, row) => `${row}.5,${row % 7},${(row * 7) % 41}\n`).join(
  '',
)
const names = Array.from(
  { length: 40 },
  (_, row) => `${row % 7},x${row % 3},${(row * 7) % 41}\n`,
).join('')

async function faultOf(text: string, spec: Record<string, unknown> = {}) {
  const refused: unknown = await readCsv(text, spec).catch((error: unknown) => error)
  assert.ok(refused instanceof Problem, 'the file was accepted')
  const { pointer, detail, mends } = refused.faults[0]!
  return { pointer, detail, mends, count: refused.faults.length }
}

const cases: [string, string, Record<string, unknown>, RegExp, Record<string, unknown>][] = [
  ['units', `a,b,y\n[m],[kg],[s]\n${rows}`, {}, /the first row .*units/, { skipBelowHeader: 1 }],
  ['some units', `a,b,y\n,kg,\n${rows}`, {}, /the first row \('kg'\)/, { skipBelowHeader: 1 }],
  [
    'a second header',
    `g,g,g\na,b,y\n${rows}`,
    { target: 2 },
    /'a', 'b', 'y'/,
    { skipBelowHeader: 1 },
  ],
  [
    'a header that is denied',
    `a,b,y\n${rows}`,
    { header: false, target: 2 },
    /names the columns/,
    { header: true },
  ],
  ['a total', `a,b,y\n${rows}Total,,820\n`, {}, /the last row \('Total'\)/, { skipLastLines: 1 }],
  [
    'a sum after a blank line',
    `a,b,y\n${rows}\nSumme:,,820\n`,
    {},
    /'Summe:'/,
    { skipLastLines: 1 },
  ],
  [
    'a note',
    `a,b,y\n${rows}Source: the office\n`,
    {},
    /line 42, the last, is not like/,
    { skipLastLines: 1 },
  ],
  [
    'two notes',
    `a,b,y\n${rows}(40 rows)\nin 3 ms\n`,
    {},
    /the last 2 lines are not/,
    { skipLastLines: 2 },
  ],
]

for (const [what, text, spec, message, mend] of cases) {
  test(`${what}: one fault, whose mend leaves just the rows`, async () => {
    const { detail, mends, count } = await faultOf(text, spec)
    assert.match(detail, message)
    assert.deepEqual([mends, count], [[mend], 1])
    assert.equal((await readCsv(text, { ...spec, ...mend })).rows, 40)
  })
}

test('units and a total are told one after the other, and the lines add up', async () => {
  const text = `a,b,y\nm,kg,s\n1,2,3\nm,kg,s\n${rows}`
  assert.equal((await readCsv(text, { skipBelowHeader: 3 })).rows, 40)
  const foot = `a,b,y\n${rows}Total,,820\nMean,,20\n`
  const { mends } = await faultOf(foot, { skipLastLines: 1 })
  assert.deepEqual(mends, [{ skipLastLines: 2 }])
})

test('lines that end in CR LF are left out as well', async () => {
  const text = `a,b,y\nm,kg,s\n${rows}Total,,820\n`.replaceAll('\n', '\r\n')
  const dataset = await readCsv(text, { skipBelowHeader: 1, skipLastLines: 1 })
  assert.equal(dataset.rows, 40)
})

test('one text in one column of numbers is no row of units', async () => {
  const { detail, mends } = await faultOf(`a,b,y\nlow,3,4\n${rows}`)
  assert.match(detail, /column 'a' has numbers in 40 rows/)
  assert.deepEqual(mends?.[0], { missing: ['low'] })
})

test('a total among texts is a warning, and so is a header of numbers', async () => {
  const dataset = await readCsv(`a,b,y\n${names}5,Total,820\n`)
  const [found] = findWarnings(dataset).filter(({ code }) => code === 'total-row')
  assert.deepEqual(found?.mend, { skipLastLines: 1 })
  assert.equal((await readCsv(`a,b,y\n${names}5,Total,820\n`, found.mend ?? {})).rows, 40)

  const bare = findWarnings(await readCsv(rows, { target: 2 }))
  const [header] = bare.filter(({ code }) => code === 'numbers-as-names')
  assert.deepEqual(header?.mend, { header: false })
  const pixels = `0,1,2\n${rows}`
  const codes = findWarnings(await readCsv(pixels, { target: 2 })).map(({ code }) => code)
  assert.ok(!codes.includes('numbers-as-names'))
})

test('lines below a header need one', async () => {
  const { pointer } = await faultOf(rows, { header: false, target: 2, skipBelowHeader: 1 })
  assert.equal(pointer, '/spec/skipBelowHeader')
})

for (const [what, bytes, message] of [
  ['UTF-32', Buffer.from('\xff\xfe\0\0a\0\0\0', 'latin1'), /UTF-32/],
  ['a pickle', Buffer.from('\x80\x04\x95\0\0\0\0', 'latin1'), /pickle/],
  [
    'a pointer of Git LFS',
    Buffer.from('version https://git-lfs.github.com/spec/v1\n'),
    /git lfs pull/,
  ],
  ['ARFF', Buffer.from('@RELATION x\n@DATA\n1,2\n'), /ARFF/],
] as const) {
  test(`${what} is named`, async () => {
    await assert.rejects(
      readCsv(bytes),
      (error) => error instanceof Problem && message.test(error.faults[0]!.detail),
    )
  })
}

test('text that is said to be Parquet gets the way on', async () => {
  const spec = DatasetSpec.parse({ name: 'a', format: 'parquet', target: 'y' })
  await assert.rejects(readDataset(spec, Buffer.from(`a,b,y\n${rows}`)), (error) => {
    assert.ok(error instanceof Problem)
    assert.deepEqual(error.faults[0]?.mends, [{ format: 'csv' }])
    return true
  })
})

test('UTF-8 that is read in another encoding is a warning', async () => {
  const text = `größe,b,y\n${rows}`
  const found = findWarnings(await readCsv(text, { encoding: 'windows-1252' }))
  assert.deepEqual(found.find(({ code }) => code === 'looks-utf-8')?.mend, { encoding: 'utf-8' })
  const latin = Buffer.from(text, 'latin1')
  const right = findWarnings(await readCsv(latin, { encoding: 'latin1' }))
  assert.ok(!right.some(({ code }) => code === 'looks-utf-8'))
})
