import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPreparation, inputEstimate } from '../../src/data/prepare/check-preparation.ts'
import { prepare } from '../../src/data/prepare/prepare.ts'
import { PreprocessSpec } from '../../src/data/prepare/preprocess.ts'
import { preview } from '../../src/data/preview.ts'
import { ValidationSpec } from '../../src/data/split/validation.ts'
import { summarize } from '../../src/data/summarize.ts'
import { DatasetSummary } from '../../src/data/summary.ts'
import { readCsv } from './read-csv.ts'

const csv = 'id,a,b,y\n7,2,x,1\n8,4,z,2\n9,,x,3\n9,6,,6\n'
const defaults = PreprocessSpec.parse({})

test('tells of each column its type, role, missing values and distribution', async () => {
  const summary = summarize(await readCsv(csv, { ignore: ['id'], testFraction: 0.25 }))
  assert.deepEqual(DatasetSummary.parse(summary), summary)
  assert.deepEqual(summary, {
    task: 'regression',
    rows: 4,
    testRows: 1,
    inputShape: null,
    classes: null,
    columns: [
      {
        name: 'a',
        type: 'number',
        role: 'input',
        encoding: 'numeric',
        missing: 1,
        distinct: 3,
        min: 2,
        max: 6,
        mean: 4,
        deviation: Math.sqrt(8 / 3),
      },
      {
        name: 'b',
        type: 'text',
        role: 'input',
        encoding: 'categorical',
        missing: 1,
        distinct: 2,
        levels: [
          { value: 'x', rows: 2 },
          { value: 'z', rows: 1 },
        ],
      },
      {
        name: 'y',
        type: 'number',
        role: 'target',
        missing: 0,
        distinct: 4,
        min: 1,
        max: 6,
        mean: 3,
        deviation: Math.sqrt(14 / 4),
      },
      { name: 'id', type: 'number', role: 'ignored', missing: 0, distinct: 3 },
    ],
    warnings: [],
  })
})

test('tells of a tensor one column, not one a value', async () => {
  const dataset = await readCsv('p,q,y\n0,2,a\n0,2,b\n0,2,a\n0,2,b\n', {
    task: 'classification',
    inputShape: [1, 2, 1],
  })
  const summary = summarize(dataset)
  assert.deepEqual(
    summary.columns.map(({ name, type, role }) => [name, type, role]),
    [
      ['inputs', 'tensor', 'input'],
      ['y', 'text', 'target'],
    ],
  )
  const { min, max, mean, deviation, shape } = summary.columns[0]!
  assert.deepEqual([min, max, mean, deviation, shape], [0, 2, 1, 1, [1, 2, 1]])
  assert.deepEqual(summary.classes, ['a', 'b'])
})

test('shows the twenty most frequent levels', async () => {
  const lines = Array.from({ length: 60 }, (_, row) => `t${row < 12 ? 99 : row % 30},${row}`)
  const { columns } = summarize(await readCsv(`a,y\n${lines.join('\n')}`))
  assert.equal(columns[0]?.levels?.length, 20)
  assert.deepEqual(columns[0]?.levels?.[0], { value: 't99', rows: 12 })
})

test('previews the first rows as /predict takes them', async () => {
  const dataset = await readCsv(csv, { ignore: ['id'] })
  assert.deepEqual(preview(dataset, { limit: 3 }), [
    { inputs: { a: 2, b: 'x' }, target: 1 },
    { inputs: { a: 4, b: 'z' }, target: 2 },
    { inputs: { a: null, b: 'x' }, target: 3 },
  ])
  const tensor = await readCsv('p,q,y\n0.1,2,1\n0.3,2,2\n', { inputShape: [2] })
  assert.deepEqual(preview(tensor), [
    { inputs: [0.1, 2], target: 1 },
    { inputs: [0.3, 2], target: 2 },
  ])
})

test('estimates at least the width that training sees, and exactly it where training sees all', async () => {
  const lines = Array.from(
    { length: 200 },
    (_, row) => `${row % 5 === 0 ? '' : row},t${row % 9},${row % 4 === 0 ? '' : 'u'},${row}`,
  )
  const dataset = await readCsv(`a,b,c,y\n${lines.join('\n')}`)
  const validation = ValidationSpec.parse({ type: 'holdout', fraction: 0.2 })
  for (const options of [{}, { missingIndicator: true }, { maxLevels: 4 }]) {
    const preprocess = PreprocessSpec.parse(options)
    const [{ inputShape, categorical }] = prepare(dataset, { preprocess, validation, seed: 1 })
    assert.deepEqual(inputEstimate(summarize(dataset), preprocess), {
      shape: inputShape,
      categorical,
    })
  }
})

test('estimates the shape of resized images', async () => {
  const dataset = await readCsv('p,q,y\n1,2,1\n3,4,2\n', { inputShape: [1, 2, 1] })
  const summary = summarize(dataset)
  assert.deepEqual(inputEstimate(summary, defaults).shape, [1, 2, 1])
  assert.deepEqual(inputEstimate(summary, { ...defaults, resize: [8, 4] }).shape, [8, 4, 1])
})

test('checks preprocessing and validation before anything is trained', async () => {
  const summary = summarize(await readCsv(csv, { ignore: ['id'] }))
  const validation = ValidationSpec.parse({ type: 'holdout', stratified: true })
  const preprocess = { ...defaults, resize: [8, 8] as [number, number] }
  const pointers = checkPreparation(summary, { preprocess, validation }).map((f) => f.pointer)
  assert.deepEqual(pointers, ['/preprocess/resize', '/validation/stratified'])
  const huge = { ...summary, rows: 2 ** 28 }
  assert.deepEqual(
    checkPreparation(huge, { preprocess: defaults }).map((f) => f.pointer),
    ['/preprocess/maxLevels'],
  )
  assert.deepEqual(checkPreparation(summary, { preprocess: defaults }), [])
})
