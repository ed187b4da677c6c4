import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parquet } from '../../../src/data/formats/parquet.ts'
import { readDataset } from '../../../src/data/read/read.ts'
import { DatasetSpec } from '../../../src/data/spec.ts'
import { Problem } from '../../../src/errors.ts'
import { inputRows } from '../read-csv.ts'
import { writeTable } from './write-table.ts'

const spec = { name: 'test', format: 'parquet', task: 'regression', target: 'y' }
const noMissing = {
  missing: [],
  fileName: null,
  chooseKinds: (names: readonly string[]) => names.map(() => 'auto' as const),
}

test('keeps the types of the file: texts of digits are texts, dates are dates', async () => {
  const bytes = await writeTable(
    'parquet',
    `SELECT '07' AS code, DATE '2024-02-29' AS day, 1.25::DECIMAL(9, 2) AS price, 1::UTINYINT AS small, i AS y
     FROM range(2) AS r(i)`,
  )
  const dataset = await readDataset(DatasetSpec.parse(spec), bytes)
  assert.deepEqual(inputRows(dataset)[1], ['07', Date.UTC(2024, 1, 29), 1.25, 1])
})

test('takes NaN as missing and refuses infinite values by column', async () => {
  const query = (value: string) => `SELECT unnest([1.5, ${value}, 2.5])::DOUBLE AS "a b", 1 AS c`
  const { columns } = await parquet.read(
    await writeTable('parquet', query("'nan'::DOUBLE")),
    {},
    noMissing,
  )
  assert.deepEqual(columns[0], {
    name: 'a b',
    type: 'number',
    values: Float64Array.of(1.5, Number.NaN, 2.5),
  })
  const infinite = await writeTable('parquet', query("'-inf'::DOUBLE"))
  await assert.rejects(
    parquet.read(infinite, {}, noMissing),
    faultIs("/file: column 'a b' has infinite values"),
  )
})

test('refuses columns of lists, unless they are ignored', async () => {
  const bytes = await writeTable(
    'parquet',
    'SELECT [1, 2] AS tags, i AS a, i AS y FROM range(3) AS r(i)',
  )
  await assert.rejects(
    readDataset(DatasetSpec.parse(spec), bytes),
    faultIs("/file: column 'tags' is of type INTEGER[]: name it in ignore"),
  )
  const dataset = await readDataset(DatasetSpec.parse({ ...spec, ignore: ['tags'] }), bytes)
  assert.deepEqual(inputRows(dataset), [[0], [1], [2]])
  assert.equal(dataset.ignored[0]?.type, 'other')
})

test('refuses a file that unfolds to too many rows, before reading them', async () => {
  const bytes = await writeTable('parquet', 'SELECT 1 AS a, 2 AS y FROM range(2000001)')
  assert.ok(bytes.length < 100_000, `${bytes.length} bytes`)
  await assert.rejects(
    readDataset(DatasetSpec.parse(spec), bytes),
    (error) => error instanceof Problem && error.type === 'too-large',
  )
})

for (const [name, harm] of Object.entries({
  'is cut off': (bytes: Buffer) => bytes.subarray(0, bytes.length - 20),
  'has damaged pages': (bytes: Buffer) => bytes.fill(0xff, 4, 60),
})) {
  test(`refuses a file that ${name}`, async () => {
    const query = 'SELECT random() AS a, i AS y FROM range(5000) AS r(i)'
    const bytes = harm(await writeTable('parquet', query))
    await assert.rejects(
      readDataset(DatasetSpec.parse(spec), bytes),
      (error) => error instanceof Problem && error.faults[0]?.pointer === '/file',
    )
  })
}

function faultIs(expected: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof Problem, String(error))
    const [fault] = error.faults
    assert.equal(`${fault?.pointer}: ${fault?.detail}`, expected)
    return true
  }
}
