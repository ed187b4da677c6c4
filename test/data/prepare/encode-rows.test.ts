/** Training and /predict encode rows the same way, given the same texts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeInputs } from '../../../src/data/prepare/encode-inputs.ts'
import { encodeRows } from '../../../src/data/prepare/encode-rows.ts'
import { fitInputs } from '../../../src/data/prepare/fit.ts'
import { encodedShape, type FittedInputs } from '../../../src/data/prepare/fitted.ts'
import { numericEncodings } from '../../../src/data/prepare/numeric/index.ts'
import { PreprocessSpec } from '../../../src/data/prepare/preprocess.ts'
import { decodeDataset, encodeDataset } from '../../../src/data/stored/encode.ts'
import { readCsv } from '../read-csv.ts'

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }).map(String),
  fc.integer({ min: -999, max: 9_999_999 }).map((value) => value.toFixed(2)),
)
const text = fc.oneof(
  fc.constantFrom('red', 'Red', ' red ', '01', '1', '1.0', 'true', 'n/a', 'a,b', 'a "b"', 'ü'),
  fc.string({ maxLength: 4 }),
)
const date = fc
  .date({ min: new Date('1950-01-01'), max: new Date('2050-01-01'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 16).replace('T', ' '))

const columnKinds = {
  number: { cell: number, spec: {} },
  text: { cell: text, spec: 'categorical' },
  boolean: { cell: fc.constantFrom('True', 'false', 'TRUE'), spec: 'categorical' },
  code: { cell: fc.constantFrom('007', '07', '7', '8'), spec: 'categorical' },
  date: { cell: date, spec: 'datetime' },
}
const missing = fc.constantFrom('', 'NA', ' ')

/** Columns by kind, each with a text for every row; some texts mean "missing". */
const table = fc.integer({ min: 2, max: 12 }).chain((rows) =>
  fc.array(
    fc.constantFrom(...(Object.keys(columnKinds) as (keyof typeof columnKinds)[])).chain((kind) => {
      const { cell } = columnKinds[kind]
      const cells = fc.oneof({ weight: 5, arbitrary: cell }, { weight: 1, arbitrary: missing })
      return fc.array(cells, { minLength: rows, maxLength: rows }).map((texts) => ({ kind, texts }))
    }),
    { minLength: 1, maxLength: 5 },
  ),
)

const preprocess = fc.record({
  standardize: fc.boolean(),
  numeric: fc.constantFrom(undefined, ...Object.keys(numericEncodings), {
    '*': 'robustClip',
    c0: 'piecewiseLinear',
  }),
  missing: fc.constantFrom('mean', 'median'),
  missingIndicator: fc.boolean(),
  maxLevels: fc.integer({ min: 1, max: 4 }),
})

function csvOf(columns: readonly { texts: readonly string[] }[]): string {
  const rows = columns[0]!.texts.length
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  const lines = Array.from({ length: rows }, (_, row) =>
    [...columns.map(({ texts }) => quoted(texts[row]!)), `${row}.5`].join(','),
  )
  return [[...columns.map((_, index) => `c${index}`), 'y'].join(','), ...lines].join('\n')
}

/** The rows of a request, with the text of each cell in the file. */
function requestOf(columns: readonly { texts: readonly string[] }[]): Record<string, string>[] {
  return columns[0]!.texts.map((_, row) =>
    Object.fromEntries(columns.map(({ texts }, index) => [`c${index}`, texts[row]!])),
  )
}

test('any row of any table is encoded for training as /predict encodes its texts', async () => {
  let encodedRows = 0
  await fc.assert(
    fc.asyncProperty(table, preprocess, fc.nat(), async (columns, options, cut) => {
      const named = (spec: string) =>
        columns.flatMap(({ kind }, index) => (columnKinds[kind].spec === spec ? [`c${index}`] : []))
      const spec = { categorical: named('categorical'), datetime: named('datetime') }
      const dataset = decodeDataset(
        encodeDataset(await readCsv(csvOf(columns), { ...spec, missing: ['NA'] })),
      )
      const rows = Uint32Array.from({ length: dataset.rows }, (_, row) => row)
      const trained = rows.slice(0, 1 + (cut % rows.length))
      const fitted = fitInputs(dataset, trained, PreprocessSpec.parse(options))
      const kept = JSON.parse(JSON.stringify(fitted)) as FittedInputs
      fc.pre(encodedShape(kept)[0]! > 0)
      const expected = encodeRows(fitted, dataset.inputs, rows)
      assert.deepEqual(encodeInputs(kept, requestOf(columns)), expected)
      encodedRows += rows.length
    }),
    { seed: 7, numRuns: 100 },
  )
  assert.ok(encodedRows > 300, `${encodedRows}`)
})

test('any row of a tensor is encoded for training as /predict encodes its numbers', async () => {
  const value = fc
    .double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 })
    .map((one) => one + 0) // a file has no −0
  const rows = fc.array(fc.tuple(value, value, value, value), { minLength: 2, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(rows, fc.boolean(), async (numbers, standardize) => {
      const lines = numbers.map((row, index) => `${row.join(',')},${index}`)
      const csv = ['a,b,c,d,y', ...lines].join('\n')
      const dataset = await readCsv(csv, { inputShape: [2, 2, 1] })
      const all = Uint32Array.from(numbers.keys())
      const fitted = fitInputs(dataset, all, PreprocessSpec.parse({ standardize }))
      assert.deepEqual(encodeInputs(fitted, numbers), encodeRows(fitted, dataset.inputs, all))
      const nested = numbers.map(([a, b, c, d]) => [
        [[a], [b]],
        [[c], [d]],
      ])
      assert.deepEqual(encodeInputs(fitted, nested), encodeRows(fitted, dataset.inputs, all))
    }),
    { seed: 7, numRuns: 40 },
  )
})
