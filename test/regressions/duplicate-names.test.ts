/** Two columns of one name were refused also where nothing needed the name. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDataset } from '../../src/data/read/read.ts'
import { DatasetSpec } from '../../src/data/spec.ts'
import { writeTable } from '../data/formats/write-table.ts'
import { faultsOf, inputRows, readCsv } from '../data/read-csv.ts'

const joined = 'id,a,id,y\n1,2,1,3\n2,4,2,5\n'

test('ignored columns may have one name, by index and by name', async () => {
  for (const ignore of [[0, 2], ['id']]) {
    const dataset = await readCsv(joined, { ignore })
    assert.deepEqual(inputRows(dataset), [[2], [4]])
    assert.deepEqual(dataset.warnings, [])
    assert.deepEqual(
      dataset.ignored.map(({ name }) => name),
      ['id', 'id_2'],
    )
  }
})

test('a column keeps its name where the others of it are ignored', async () => {
  const dataset = await readCsv(joined, { ignore: [0] })
  assert.deepEqual(dataset.inputs.type === 'table' && dataset.inputs.columns.map((c) => c.name), [
    'a',
    'id',
  ])
  assert.deepEqual(dataset.warnings, [])
})

test('inputs of one name are told apart, and that is said', async () => {
  const dataset = await readCsv('x,x_2,x,x,y\n1,2,3,4,5\n2,3,4,5,6\n')
  assert.deepEqual(dataset.inputs.type === 'table' && dataset.inputs.columns.map((c) => c.name), [
    'x',
    'x_2',
    'x_3',
    'x_4',
  ])
  assert.deepEqual(
    dataset.warnings.map(({ column, code }) => [column, code]),
    [
      ['x_3', 'renamed-column'],
      ['x_4', 'renamed-column'],
    ],
  )
  assert.match(dataset.warnings[0]!.suggestion!, /"ignore": \[2\]/)
})

test('a target of which there are two is asked for by index', async () => {
  assert.deepEqual(await faultsOf('y,a,y\n1,2,3\n2,3,4\n'), [
    "/spec/target: columns 0 and 2 (counted from 0) are all named 'y': give the index",
  ])
  assert.deepEqual(inputRows(await readCsv('y,a,y\n1,2,3\n2,3,4\n', { target: 2 })), [
    [1, 2],
    [2, 3],
  ])
})

test('Parquet columns whose names differ in case alone keep their names', async () => {
  const written = await writeTable(
    'parquet',
    'SELECT i AS price, 10 * i AS xxxxx, {n: i} AS nested, i AS y FROM range(3) AS r(i)',
  )
  const bytes = Buffer.from(written.toString('latin1').replaceAll('xxxxx', 'PRICE'), 'latin1')
  const spec = { name: 't', format: 'parquet', task: 'regression', target: 'y', ignore: ['nested'] }
  const dataset = await readDataset(DatasetSpec.parse(spec), bytes)
  assert.deepEqual(dataset.inputs.type === 'table' && dataset.inputs.columns.map((c) => c.name), [
    'price',
    'PRICE',
  ])
  assert.deepEqual(inputRows(dataset)[2], [2, 20])
})
