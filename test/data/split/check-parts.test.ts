import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPreparation } from '../../../src/data/prepare/check-preparation.ts'
import { partFaults } from '../../../src/data/split/check-parts.ts'
import { requireColumn, searchRows } from '../../../src/data/split/test-rows.ts'
import { makeFolds, ValidationSpec } from '../../../src/data/split/validation.ts'
import { decodeDataset, encodeDataset } from '../../../src/data/stored/encode.ts'
import { summarize } from '../../../src/data/summarize.ts'
import { readCsv } from '../read-csv.ts'

type Spec = Record<string, unknown>
type Read = Awaited<ReturnType<typeof readCsv>>

/** A dataset of a file with these columns, the last of which is `y`. */
async function table(rows: readonly (readonly unknown[])[], names: string, spec: Spec = {}) {
  const text = [names, ...rows.map((row) => row.join(','))].join('\n')
  // as a study finds it
  return decodeDataset(encodeDataset(await readCsv(text, spec)))
}

const faultsOf = (dataset: Read, validation: Spec) =>
  partFaults(dataset, ValidationSpec.parse(validation), 1).map(
    ({ pointer, detail }) => `${pointer}: ${detail}`,
  )
const countFaultsOf = (dataset: Read, validation: Spec) =>
  checkPreparation(summarize(dataset), { validation: ValidationSpec.parse(validation) }).map(
    ({ pointer, detail }) => `${pointer}: ${detail}`,
  )

function validated(dataset: Read, validation: Spec): number[][] {
  const labels = dataset.target.type === 'classes' ? dataset.target.labels : null
  const context = {
    rows: searchRows(dataset),
    labels,
    seed: 1,
    getColumn: (name: string) => requireColumn(dataset, name),
  }
  return makeFolds(ValidationSpec.parse(validation), context).map(({ validation }) => [
    ...validation,
  ])
}

const days = ['2026-03-01', '2026-01-05', '2026-02-10', '2026-01-01', '2026-02-28', '2026-03-09']
const dated = (spec: Spec = {}) =>
  table(
    days.map((day, row) => [row, day, `p${row % 3}`, row * row]),
    'a,day,patient,y',
    { ignore: ['day', 'patient'], ...spec },
  )

test('rows are ordered by a column that is no input: dates as texts, numbers, the file', async () => {
  const dataset = await dated()
  assert.deepEqual(faultsOf(dataset, { type: 'holdout', order: 'day', fraction: 0.33 }), [])
  assert.deepEqual(validated(dataset, { type: 'holdout', order: 'day', fraction: 0.33 }), [[0, 5]])
  assert.deepEqual(validated(dataset, { type: 'holdout', order: 'a', fraction: 0.33 }), [[4, 5]])
  assert.deepEqual(validated(dataset, { type: 'holdout', order: true, fraction: 0.33 }), [[4, 5]])
  assert.deepEqual(validated(dataset, { type: 'kfold', order: 'day', folds: 2 }), [
    [0, 5],
    [2, 4],
  ])
})

test('folds by group hold every group once', async () => {
  const dataset = await dated()
  const folds = validated(dataset, { type: 'kfold', group: 'patient', folds: 3 })
  assert.deepEqual(folds.map((fold) => fold.map((row) => row % 3)).sort(), [
    [0, 0],
    [1, 1],
    [2, 2],
  ])
})

test('a column that is not there, is the target, or has no order is refused', async () => {
  const dataset = await dated()
  for (const [validation, fault] of [
    [{ type: 'holdout', order: 'dya' }, "/validation/order: the dataset has no column 'dya'"],
    [{ type: 'holdout', order: 'y' }, "/validation/order: 'y' is the target"],
    [
      { type: 'kfold', order: 'patient' },
      "/validation/order: 'patient' holds texts without a known order",
    ],
    [{ type: 'holdout', group: 'doctor' }, "/validation/group: the dataset has no column 'doctor'"],
    [{ type: 'split', column: 'patient' }, "/validation/column: 'patient' has the value 'p0'"],
    [{ type: 'split', column: 'a' }, "/validation/column: 'a' holds numbers"],
  ] as const) {
    const [first, ...others] = faultsOf(dataset, validation)
    assert.ok(first?.startsWith(fault), first)
    assert.deepEqual(others, [])
  }
})

test('a row without a value cannot be placed', async () => {
  const dataset = await table(
    [
      [1, 2026, 'a', 1],
      [2, '', '', 2],
      [3, 2027, 'b', 3],
    ],
    'a,year,group,y',
  )
  const needed = 'has no value in 1 rows: every row needs one'
  assert.deepEqual(faultsOf(dataset, { type: 'holdout', order: 'year' }), [
    `/validation/order: 'year' ${needed}`,
  ])
  assert.deepEqual(faultsOf(dataset, { type: 'holdout', group: 'group' }), [
    `/validation/group: 'group' ${needed}`,
  ])
})

test('too few times or groups are told with what is there', async () => {
  const dataset = await dated()
  assert.deepEqual(faultsOf(dataset, { type: 'kfold', group: 'patient', folds: 4 }), [
    "/validation/folds: there are 3 values of 'patient' apart from the test rows: this split needs at least 4",
  ])
  assert.deepEqual(faultsOf(dataset, { type: 'kfold', order: 'day', folds: 6 }), [
    "/validation/folds: there are 6 values of 'day' apart from the test rows: this split needs at least 7",
  ])
  assert.deepEqual(faultsOf(dataset, { type: 'kfold', order: true, folds: 6 }), [
    '/validation/folds: there are 6 rows apart from the test rows: this split needs at least 7',
  ])
  assert.deepEqual(faultsOf(dataset, { type: 'kfold', order: 'day', folds: 5 }), [])
})

test('a column names the parts, in any of the usual words', async () => {
  const parts = ['train', 'Training', 'val', 'dev', 'test', 'train']
  const rows = parts.map((part, row) => [row, part, row])
  const dataset = await table(rows, 'a,part,y', { ignore: ['part'] })
  const validation = { type: 'split', column: 'part' }
  assert.deepEqual(faultsOf(dataset, validation), [])
  assert.deepEqual(validated(dataset, validation), [[2, 3]])
  const none = await table(
    rows.filter(([, part]) => part !== 'val' && part !== 'dev'),
    'a,part,y',
    { ignore: ['part'] },
  )
  assert.match(faultsOf(none, validation)[0]!, /^\/validation\/column: 'part' leaves no row/)
})

const classified = (labels: readonly string[], spec: Spec = {}) =>
  table(
    labels.map((label, row) => [row, label]),
    'a,y',
    { task: 'classification', ...spec },
  )

test('a class that no training part has, and a hold-out of one class, are refused', async () => {
  const sorted = await classified(['u', 'u', 'u', 'u', 'v', 'v', 'v', 'v', 'w', 'w'])
  assert.deepEqual(faultsOf(sorted, { type: 'holdout', order: true }), [
    "/validation/fraction: no row of the class 'w' is left to train on: all of them are used for validation",
  ])
  const late = await classified(['u', 'v', 'u', 'v', 'u', 'v', 'u', 'v', 'u', 'u'])
  assert.match(
    faultsOf(late, { type: 'holdout', order: true })[0]!,
    /^\/validation\/fraction: the 2 rows to validate on are all of the class 'u'/,
  )
  assert.deepEqual(faultsOf(late, { type: 'holdout', order: true, fraction: 0.4 }), [])
})

test('counts tell of random splits: too many folds, too small a share, one class', async () => {
  const four = await classified(['x', 'x', 'z', 'z'])
  assert.deepEqual(countFaultsOf(four, { type: 'kfold', folds: 5 }), [
    '/validation/folds: 5 folds need at least 5 rows: there are 4 apart from the test rows',
  ])
  assert.deepEqual(countFaultsOf(four, { type: 'kfold', folds: 4 }), [])
  assert.deepEqual(countFaultsOf(four, { type: 'holdout', fraction: 0.1 }), [
    '/validation/fraction: 0.1 of the 4 rows apart from the test rows leaves none to validate on: take a larger fraction, or kfold',
  ])
  const rare = await classified([...new Array(28).fill('usual'), 'rare', 'rare'])
  assert.match(countFaultsOf(rare, { type: 'holdout' })[0]!, /are all of the class 'usual'/)
  assert.deepEqual(countFaultsOf(rare, { type: 'holdout', fraction: 0.5 }), [])
  const values = await table(
    [1, 2, 3].map((row) => [row, row]),
    'a,y',
  )
  assert.match(countFaultsOf(values, { type: 'holdout', fraction: 0.1 })[0]!, /leaves none/)
  assert.match(countFaultsOf(values, { type: 'kfold', folds: 4 })[0]!, /there are 3/)
})

test('options that do not go together are refused', async () => {
  const dataset = await classified(['u', 'v', 'u', 'v'])
  const pointers = (validation: Spec) =>
    countFaultsOf(dataset, validation).map((fault) => fault.split(':')[0])
  assert.deepEqual(pointers({ type: 'holdout', order: 'a', group: 'a' }), ['/validation/group'])
  assert.deepEqual(pointers({ type: 'kfold', group: 'a', stratified: true }), [
    '/validation/stratified',
  ])
})
