import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeInputs } from '../../../src/data/prepare/encode-inputs.ts'
import { prepare, testSplit } from '../../../src/data/prepare/prepare.ts'
import { PreprocessSpec } from '../../../src/data/prepare/preprocess.ts'
import { readDataset } from '../../../src/data/read/read.ts'
import { DatasetSpec } from '../../../src/data/spec.ts'
import { ValidationSpec } from '../../../src/data/split/validation.ts'
import { decodeDataset, encodeDataset } from '../../../src/data/stored/encode.ts'
import { summarize } from '../../../src/data/summarize.ts'
import { Problem } from '../../../src/errors.ts'

const base = { name: 'w', format: 'csv', task: 'regression', target: 'y' }

const read = (csv: string, spec: object = {}) =>
  readDataset(DatasetSpec.parse({ ...base, sampleWeight: 'w', ...spec }), Buffer.from(csv))

/** A file in which x is the row number and w is 0, 0.5, 1, 1.5, … */
const csv = ['x,w,y']
  .concat(Array.from({ length: 20 }, (_, row) => `${row},${row / 2},${3 * row}`))
  .join('\n')

test('the column is no input, and the answer says what it is', async () => {
  const summary = summarize(await read(csv))
  assert.deepEqual(
    summary.columns.map(({ name, role }) => [name, role]),
    [
      ['x', 'input'],
      ['y', 'target'],
      ['w', 'weight'],
    ],
  )
  const { min, max } = summary.columns[2]!
  assert.deepEqual([min, max], [0, 9.5])
})

test('weights stay with their rows: stored, split, and where rows are left out', async () => {
  const gap = csv.replace('\n3,1.5,9', '\n3,1.5,')
  const dataset = await read(gap, { dropMissingTarget: true, testFraction: 0.25 })
  const stored = decodeDataset(encodeDataset(dataset))
  assert.deepEqual(stored.weights, dataset.weights)
  const [fold] = prepare(stored, {
    preprocess: PreprocessSpec.parse({ standardize: false }),
    validation: ValidationSpec.parse({ type: 'holdout', fraction: 0.25 }),
    seed: 1,
  })
  const parts = [fold.train, fold.validation, testSplit(stored, fold)]
  for (const { x, weights } of parts) {
    assert.deepEqual(
      Array.from(weights!),
      Array.from(x, (row) => row / 2),
    )
  }
  assert.deepEqual(
    parts.reduce((rows, part) => rows + part.rows, 0),
    19,
  )
  // a row to predict may have the column, like the file
  assert.equal(encodeInputs(fold.inputs, [{ x: 4, w: 1 }]).length, 1)
})

for (const [about, change, detail] of [
  ['below 0', '\n2,-1,6', /'w' is -1 in row 3: weights are 0 or more/],
  ['missing', '\n2,,6', /'w' has no value in row 3/],
  ['texts', '\n2,much,6', /'w' has numbers in 19 rows and other texts in 1/],
] as const) {
  test(`weights that are ${about}: refused`, async () => {
    await assert.rejects(read(csv.replace('\n2,1,6', change)), (error) => {
      assert.ok(error instanceof Problem)
      const [fault, ...others] = error.faults
      assert.deepEqual(others, [])
      assert.equal(fault?.pointer, '/spec/sampleWeight')
      assert.match(fault.detail, detail)
      return true
    })
  })
}

for (const [about, spec, detail] of [
  ['the target', { sampleWeight: 'y' }, /target column/],
  ['no column', { sampleWeight: 'weigth' }, /no column 'weigth'/],
  ['an input that is also categorical', { categorical: ['w'] }, /'w' is ignored/],
] as const) {
  test(`${about} as weights: refused`, async () => {
    await assert.rejects(read(csv, spec), (error) => {
      assert.ok(error instanceof Problem)
      assert.match(error.faults[0]!.detail, detail)
      return true
    })
  })
}

test('weights that are 0 in every row are refused', async () => {
  const nothing = csv.replace(/,[\d.]+,/g, ',0,')
  await assert.rejects(read(nothing), (error) => {
    assert.ok(error instanceof Problem)
    assert.match(error.faults[0]!.detail, /0 in every row/)
    return true
  })
})

test('a split that leaves a part without weight is refused', async () => {
  const last = csv
    .split('\n')
    .map((line, at) => (at > 0 && at < 20 ? line.replace(/,[\d.]+,/, ',0,') : line))
  const dataset = await read(last.join('\n'))
  const options = {
    preprocess: PreprocessSpec.parse({}),
    validation: ValidationSpec.parse({ type: 'holdout', fraction: 0.25 }),
    seed: 1,
  }
  assert.throws(() => prepare(dataset, options), /whose weights are all 0/)
})
