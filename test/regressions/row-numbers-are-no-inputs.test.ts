/** An index is nothing to learn from: of a file sorted by class it gave 0.83 where chance is 0.33. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { DuckDBInstance } from '@duckdb/node-api'
import { readDataset } from '../../src/data/read/read.ts'
import { DatasetSpec } from '../../src/data/spec.ts'
import { summarize } from '../../src/data/summarize.ts'
import { writeTable } from '../data/formats/write-table.ts'
import { faultsOf, readCsv } from '../data/read-csv.ts'

type Spec = Record<string, unknown>
type Read = Awaited<ReturnType<typeof readCsv>>

const rolesOf = (dataset: Read) =>
  Object.fromEntries(summarize(dataset).columns.map(({ name, role }) => [name, role]))

function frame(header: string, index: (row: number) => unknown): string {
  const rows = Array.from({ length: 40 }, (_, row) => `${index(row)},${(row * 7) % 5},${row % 3}`)
  return [`${header},noise,y`, ...rows].join('\n')
}
const read = (header: string, index: (row: number) => unknown, spec: Spec = {}) =>
  readCsv(frame(header, index), { task: 'classification', ...spec })

for (const [what, header, index] of [
  ['pandas', '', (row: number) => row],
  ['R, from 1 and in quotes', '""', (row: number) => `"${row + 1}"`],
  ['pandas, read and written again', 'Unnamed: 0', (row: number) => row],
  ['a frame that was filtered and shuffled', '', (row: number) => (row * 17) % 101],
  ['two frames, one below the other', '', (row: number) => row % 20],
  ['rows that were drawn with replacement', '', (row: number) => (row * row) % 41],
  ['R with names of rows', '', (row: number) => `car ${row}`],
] as const) {
  test(`the index of ${what} is left out and said so`, async () => {
    const dataset = await read(header, index)
    const name = header.startsWith('Unnamed') ? header : 'column0'
    assert.deepEqual(rolesOf(dataset), { noise: 'input', y: 'target', [name]: 'ignored' })
    const { columns, warnings } = summarize(dataset)
    const { reason } = columns.find((column) => column.name === name)!
    assert.match(reason ?? '', /has no name and/)
    assert.deepEqual(
      warnings.filter(({ code }) => code === 'index').map(({ column }) => column),
      [name],
    )
  })
}

test('a nameless column of measurements stays an input, and so does one that has a name', async () => {
  assert.equal(rolesOf(await read('', (row) => row / 10)).column0, 'input')
  assert.equal(rolesOf(await read('', (row) => row % 4)).column0, 'input')
  assert.equal(rolesOf(await read('week', (row) => row)).week, 'input')
})

test('further columns without a name are left out with the first', async () => {
  const twice = await read(',Unnamed: 0', (row) => `${row},${(row * 17) % 101}`)
  const roles = { column0: 'ignored', 'Unnamed: 0': 'ignored', noise: 'input', y: 'target' }
  assert.deepEqual(rolesOf(twice), roles)
})

test('an input without a name is told of, wherever it is, unless the spec names it', async () => {
  const told = async (header: string, index: (row: number) => unknown, spec: Spec = {}) => {
    const { warnings } = summarize(await read(header, index, spec))
    return warnings.filter(({ code }) => code === 'no-name').map(({ column }) => column)
  }
  assert.deepEqual(await told('', (row) => row % 4), ['column0'])
  assert.deepEqual(await told('a,', (row) => `${row % 5},${row / 10}`), ['column1'])
  assert.deepEqual(await told('', (row) => row), [])
  assert.deepEqual(await told('', (row) => row, { keep: ['column0'] }), [])
})

test('a nameless first column of dates is an input', async () => {
  const dates = await read('', (row) => new Date(Date.UTC(2024, 0, row)).toISOString())
  assert.equal(rolesOf(dates).column0, 'input')
})

test('the spec may ask for it', async () => {
  const count = (row: number) => row
  for (const spec of [{ keep: ['column0'] }, { keep: [0] }, { categorical: ['column0'] }]) {
    assert.equal(rolesOf(await read('', count, spec)).column0, 'input')
  }
  assert.deepEqual(await faultsOf(frame('', count), { keep: ['noise'], ignore: ['noise'] }), [
    "/spec/keep/0: 'noise' is ignored",
  ])
})

test('with inputShape the index is left out where the shape leaves no room for it', async () => {
  const count = (row: number) => row
  const one = await read('', count, { inputShape: [1] })
  assert.equal(one.inputs.type === 'tensor' && one.inputs.values.length, 40)
  const two = await read('', count, { inputShape: [2] })
  assert.equal(two.inputs.type === 'tensor' && two.inputs.values.length, 80)
})

test('the notes of pandas in a Parquet file tell of its index', async () => {
  const notes = JSON.stringify({ index_columns: ['__index_level_0__', { kind: 'range' }] })
  const folder = await mkdtemp(join(tmpdir(), 'sweepd-test-'))
  try {
    const path = join(folder, 'frame.parquet')
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    await connection.run(
      `COPY (SELECT (i * 7) % 5 AS noise, i % 3 AS y, 40 + i AS __index_level_0__ FROM range(12) AS r(i))
       TO '${path}' (FORMAT parquet, KV_METADATA {pandas: '${notes}'})`,
    )
    connection.closeSync()
    const bytes = await readFile(path)
    const parquet = (spec: Spec) => {
      const whole = {
        name: 'frame',
        format: 'parquet',
        task: 'classification',
        target: 'y',
        ...spec,
      }
      return readDataset(DatasetSpec.parse(whole), bytes)
    }
    const dataset = await parquet({})
    assert.deepEqual(rolesOf(dataset), {
      noise: 'input',
      y: 'target',
      __index_level_0__: 'ignored',
    })
    assert.match(dataset.ignored[0]?.reason ?? '', /pandas/)
    const kept = await parquet({ keep: ['__index_level_0__'] })
    assert.equal(rolesOf(kept).__index_level_0__, 'input')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('in a Parquet file without notes the names tell', async () => {
  const bytes = await writeTable(
    'parquet',
    `SELECT i AS "Unnamed: 0", (i * 7) % 5 AS noise, i % 3 AS y, i AS __index_level_0__ FROM range(12) AS r(i)`,
  )
  const spec = { name: 'frame', format: 'parquet', task: 'classification', target: 'y' }
  assert.deepEqual(rolesOf(await readDataset(DatasetSpec.parse(spec), bytes)), {
    noise: 'input',
    y: 'target',
    'Unnamed: 0': 'ignored',
    __index_level_0__: 'ignored',
  })
})
