import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prepare } from '../../../src/data/prepare/prepare.ts'
import { PreprocessSpec } from '../../../src/data/prepare/preprocess.ts'
import { testRows } from '../../../src/data/split/test-rows.ts'
import { ValidationSpec } from '../../../src/data/split/validation.ts'
import { decodeDataset, encodeDataset } from '../../../src/data/stored/encode.ts'
import { summarize } from '../../../src/data/summarize.ts'
import { faultsOf, readCsv } from '../read-csv.ts'

/** Weeks run backwards through the file, seven rows each; every eighth row is for the test. */
const text = (rows: number) =>
  [
    'week,shop,part,a,y',
    ...Array.from({ length: rows }, (_, row) => {
      const part = row % 8 === 0 ? 'test' : row % 8 === 1 ? 'validation' : 'train'
      return `${1_000 - Math.floor(row / 7)},s${row % 11},${part},${(row * 37) % 101},${row}`
    }),
  ].join('\n')

const read = (rows: number, spec: Record<string, unknown> = {}) => readCsv(text(rows), spec)
const countOf = async (rows: number, spec: Record<string, unknown> = {}) =>
  summarize(await read(rows, spec)).testRows

test('a tenth of the rows is for the test from 500 rows up, unless another share is given', async () => {
  assert.equal(await countOf(499), 0)
  assert.equal(await countOf(500), 50)
  assert.equal(await countOf(500, { testFraction: 0 }), 0)
  assert.equal(await countOf(100, { testFraction: 0.25 }), 25)
})

test('the test rows are the latest ones, also of a column that is no input', async () => {
  for (const ignore of [[], ['week']]) {
    const dataset = await read(140, { test: { order: 'week' }, ignore })
    // the file starts with the latest weeks; 14 of 140 rows are two whole weeks
    assert.deepEqual(
      testRows(decodeDataset(encodeDataset(dataset))),
      Uint32Array.from(new Array(14).keys()),
    )
  }
  const inOrder = await read(140, { test: { order: true } })
  assert.deepEqual(
    [...testRows(inOrder)],
    Array.from({ length: 14 }, (_, row) => 126 + row),
  )
})

test('the test rows are whole groups', async () => {
  const dataset = await read(220, { test: { group: 'shop' }, testFraction: 0.2 })
  const rows = testRows(dataset)
  const shops = new Set(Array.from(rows, (row) => row % 11))
  assert.ok(shops.size >= 1 && shops.size <= 3)
  assert.equal(rows.length, 20 * shops.size)
})

test('a column names the test rows; it is no input, and names what studies validate on too', async () => {
  const dataset = await read(80, { test: { split: 'part' } })
  assert.deepEqual([...testRows(dataset)], [0, 8, 16, 24, 32, 40, 48, 56, 64, 72])
  const { columns, validation } = summarize(dataset)
  assert.equal(columns.find(({ name }) => name === 'part')?.role, 'ignored')
  assert.deepEqual(validation, { type: 'split', column: 'part', repeats: 1 })
  const [{ train, validation: held }] = prepare(dataset, {
    preprocess: PreprocessSpec.parse({}),
    validation: ValidationSpec.parse(validation),
    seed: 1,
  })
  assert.deepEqual([train.rows, held.rows], [60, 10])
})

test('studies that give no validation hold rows back as the test rows were chosen', async () => {
  const validationOf = async (test: object) => summarize(await read(140, { test })).validation
  const common = { type: 'holdout', fraction: 0.2, repeats: 1 }
  assert.deepEqual(await validationOf({ order: 'week' }), { ...common, order: 'week' })
  assert.deepEqual(await validationOf({ group: 'shop' }), { ...common, group: 'shop' })
  assert.equal(summarize(await read(140)).validation, undefined)
})

test('what is wrong with the choice is refused by its name', async () => {
  const faults = async (spec: Record<string, unknown>) =>
    (await faultsOf(text(40), spec)).map((fault) => fault.split(':')[0])
  assert.deepEqual(await faults({ test: {} }), ['/spec/test'])
  assert.deepEqual(await faults({ test: { order: 'week', group: 'shop' } }), ['/spec/test'])
  assert.deepEqual(await faults({ test: { order: 'month' } }), ['/spec/test/order'])
  assert.deepEqual(await faults({ test: { order: 'shop' } }), ['/spec/test/order'])
  assert.deepEqual(await faults({ test: { group: 'y' } }), ['/spec/test/group'])
  assert.deepEqual(await faults({ test: { split: 'shop' } }), ['/spec/test/split'])
  assert.deepEqual(await faults({ test: { split: 'part' }, testFraction: 0.2 }), [
    '/spec/testFraction',
  ])
})
