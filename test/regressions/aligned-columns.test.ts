/** Columns aligned with blanks had no delimiter. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blanksToTabs } from '../../src/data/csv/blanks-to-tabs.ts'
import { faultsOf, inputRows, readCsv } from '../data/read-csv.ts'

const cars = [
  '15.0   4   100.0\t"car  0"',
  '  16.0   6   103.0\t"car 1"  ',
  '17.0   8      ?\t"car ""2"""',
].join('\n')
const spec = { header: false, target: 0, missing: ['?'] }
const rows = [
  [4, 100, 'car  0'],
  [6, 103, 'car 1'],
  [8, null, 'car "2"'],
]

test('whitespace is any run of blanks and tabs, also at the ends of lines', async () => {
  const dataset = await readCsv(cars, { ...spec, delimiter: 'whitespace' })
  assert.deepEqual(inputRows(dataset), rows)
  assert.deepEqual(dataset.warnings, [])
})

test('a blank is one too where the file makes no sense otherwise, and that is said', async () => {
  const dataset = await readCsv(cars, { ...spec, delimiter: ' ' })
  assert.deepEqual(inputRows(dataset), rows)
  assert.deepEqual(
    dataset.warnings.map(({ code }) => code),
    ['aligned-columns'],
  )
  const doubled = await readCsv('a  b  y\n1  2  3\n4  5  6\n', { delimiter: ' ' })
  assert.deepEqual(inputRows(doubled), [
    [1, 2],
    [4, 5],
  ])
})

test('two blanks are a missing value where single ones part the fields', async () => {
  const dataset = await readCsv('a b y\n1 2 3\n4  6\n 5 6\n', { delimiter: ' ' })
  assert.deepEqual(inputRows(dataset), [
    [1, 2],
    [4, null],
    [null, 5],
  ])
})

test('lines of different widths are named', async () => {
  assert.deepEqual(await faultsOf('a  b y\n1   2 3\n4 5\n', { delimiter: 'whitespace' }), [
    '/file: line 3: 2 fields where the header has 3',
  ])
})

test('line ends and quoted fields stay as they are', () => {
  const convert = (text: string) => blanksToTabs(Buffer.from(text)).toString()
  assert.equal(convert(' a \t b\r\n\n\t\rc  "x  \n y" d\n'), 'a\tb\r\n\n\rc\t"x  \n y"\td\n')
  assert.equal(convert('a "never closed  x'), 'a\t"never closed  x')
})
