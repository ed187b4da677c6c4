import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { CategoricalInput, Dataset } from '../../../src/data/dataset.ts'
import { encodeRows } from '../../../src/data/prepare/encode-rows.ts'
import { fitInputs } from '../../../src/data/prepare/fit.ts'
import { prepare, testSplit } from '../../../src/data/prepare/prepare.ts'
import { PreprocessSpec } from '../../../src/data/prepare/preprocess.ts'
import { ValidationSpec } from '../../../src/data/split/validation.ts'
import { plainNotation } from '../../../src/data/text/notation.ts'
import { Problem } from '../../../src/errors.ts'
import { readCsv } from '../read-csv.ts'

const holdout = ValidationSpec.parse({ type: 'holdout', fraction: 0.25 })
const preprocess = PreprocessSpec.parse({})

function table(columns: (Omit<CategoricalInput, 'encoding' | 'type'> | [string, number[]])[]) {
  const rows = Array.isArray(columns[0]) ? columns[0][1].length : columns[0]!.codes.length
  return {
    name: 'test',
    task: 'regression',
    rows,
    testFraction: 0,
    missing: [],
    notation: plainNotation,
    inputs: {
      type: 'table',
      columns: columns.map((column) =>
        Array.isArray(column)
          ? { name: column[0], encoding: 'numeric', values: Float64Array.from(column[1]) }
          : { ...column, encoding: 'categorical', type: 'text' },
      ),
    },
    target: { type: 'values', name: 'y', values: Float64Array.from({ length: rows }, (_, i) => i) },
    ignored: [],
    warnings: [],
  } satisfies Dataset as Dataset
}

function fit(dataset: Dataset, rows: number[], options: Partial<PreprocessSpec> = {}) {
  const fitted = fitInputs(dataset, Uint32Array.from(rows), { ...preprocess, ...options })
  return {
    fitted,
    encode: (some: number[]) => [...encodeRows(fitted, dataset.inputs, Uint32Array.from(some))],
  }
}

test('standardises by the training rows alone', () => {
  const { encode } = fit(table([['a', [1, 3, 1000, Number.NaN]]]), [0, 1])
  assert.deepEqual(encode([0, 1, 2, 3]), [-1, 1, 998, 0]) // mean 2, deviation 1; missing is the mean
})

test('a target keeps its shape in any unit, and without one takes its size for a unit', () => {
  const rows = [0, 1, 2, 3, 4, 5, 6, 7]
  const of = (values: number[]) => {
    const plain = table([['a', rows]])
    const dataset: Dataset = {
      ...plain,
      target: { type: 'values', name: 'y', values: Float64Array.from(values) },
    }
    return prepare(dataset, { preprocess, validation: holdout, seed: 1 })[0]
  }
  const inOne = of(rows)
  for (const unit of [2 ** -1000, 2 ** -63, 2 ** 63, 2 ** 1000]) {
    const inOther = of(rows.map((value) => value * unit))
    assert.deepEqual(inOther.train.y, inOne.train.y)
    assert.equal(inOther.target!.deviation, inOne.target!.deviation * unit)
  }
  const level = of([3e-19, 3e-19, 3e-19, 3e-19, 3e-19, 3e-19, 3e-19, 3e-19])
  assert.deepEqual(level.target, { mean: 3e-19, deviation: 3e-19 })
})

test('fills with the median, marks what was missing, leaves the scale when asked to', () => {
  const dataset = table([['a', [1, 2, 9, Number.NaN]]])
  const options = { missing: 'median', missingIndicator: true, standardize: false } as const
  const { fitted, encode } = fit(dataset, [0, 1, 2, 3], options)
  assert.equal(fitted.type === 'table' && fitted.width, 2)
  assert.deepEqual(encode([0, 3]), [1, 0, 2, 1])
})

test('leaves out columns that are constant in the training rows', () => {
  const nothing = [Number.NaN, Number.NaN, Number.NaN]
  const dataset = table([
    ['a', [5, 5, 6]],
    ['b', [1, 3, 5]],
    ['c', nothing],
    { name: 'd', levels: ['x', 'z'], codes: Int32Array.of(0, 0, 1) },
  ])
  const { fitted, encode } = fit(dataset, [0, 1])
  assert.deepEqual(encode([0, 2]), [-1, 3])
  assert.deepEqual(fitted.type === 'table' && fitted.unused, ['a', 'c', 'd', 'y'])
})

test('gives missing texts a level of their own, unseen levels none', () => {
  const dataset = table([{ name: 'a', levels: ['p', 'q', 'r'], codes: Int32Array.of(0, 2, -1, 1) }])
  const { encode } = fit(dataset, [0, 1, 2]) // sees p, r and missing
  assert.deepEqual(encode([0, 1, 2, 3]), [1, 0, 0, /**/ 0, 1, 0, /**/ 0, 0, 1, /**/ 0, 0, 0])
})

test('keeps the most frequent levels; rare, unseen and unseen missing ones share an input', () => {
  const codes = Int32Array.of(0, 1, 1, 2, 2, 3, 4, -1)
  const dataset = table([{ name: 'a', levels: ['p', 'q', 'r', 's', 't'], codes }])
  const { encode } = fit(dataset, [0, 1, 2, 3, 4, 5], { maxLevels: 2 })
  assert.deepEqual(encode([1, 3]), [1, 0, 0, /**/ 0, 1, 0])
  for (const row of [0, 5, 6, 7]) assert.deepEqual(encode([row]), [0, 0, 1], `row ${row}`)
})

test('one-hot rows have exactly one 1 for what training saw, whatever maxLevels', () => {
  const codes = fc.array(fc.integer({ min: -1, max: 5 }), { minLength: 2, maxLength: 60 })
  fc.assert(
    fc.property(codes, fc.integer({ min: 1, max: 7 }), (codes, maxLevels) => {
      fc.pre(new Set(codes).size > 1)
      const levels = ['a', 'b', 'c', 'd', 'e', 'f']
      const dataset = table([{ name: 'a', levels, codes: Int32Array.from(codes) }])
      const { fitted, encode } = fit(dataset, [...codes.keys()], { maxLevels })
      assert.equal(fitted.type, 'table')
      const encoded = encode([...codes.keys()])
      for (const row of codes.keys()) {
        const hot = encoded.slice(row * fitted.width, (row + 1) * fitted.width)
        assert.equal(
          hot.reduce((sum, value) => sum + value, 0),
          1,
        )
      }
      for (let input = 0; input < fitted.width; input++) {
        assert.ok(encoded.some((value, index) => index % fitted.width === input && value === 1))
      }
    }),
    { seed: 1, numRuns: 200 },
  )
})

test('gives every row to one part, test rows to none but the test split', async () => {
  const lines = Array.from({ length: 200 }, (_, row) => `${row},${row}`)
  const dataset = await readCsv(`a,y\n${lines.join('\n')}`, { testFraction: 0.2 })
  const [data] = prepare(dataset, { preprocess, validation: holdout, seed: 3 })
  const test = testSplit(dataset, data)
  assert.deepEqual([data.train.rows, data.validation.rows, test.rows], [120, 40, 40])
  const { mean, deviation } = data.target!
  const values = [data.train, data.validation, test].flatMap(({ y }) =>
    [...y].map((value) => Math.round(value * deviation + mean)),
  )
  assert.deepEqual(
    values.sort((a, b) => a - b),
    lines.map((_, row) => row),
  )
})

test('standardises the target of a regression by the training rows', async () => {
  const lines = Array.from({ length: 50 }, (_, row) => `${row % 7},${row ** 2}`)
  const dataset = await readCsv(`a,y\n${lines.join('\n')}`)
  const [{ train }] = prepare(dataset, { preprocess, validation: holdout, seed: 3 })
  const mean = [...train.y].reduce((sum, value) => sum + value, 0) / train.rows
  const variance = [...train.y].reduce((sum, value) => sum + value ** 2, 0) / train.rows
  assert.ok(Math.abs(mean) < 1e-6 && Math.abs(variance - 1) < 1e-6, `${mean} ${variance}`)
})

test('keeps the share of each class in every part', async () => {
  const lines = Array.from({ length: 400 }, (_, row) => `${row},${row % 10 === 0 ? 'rare' : 'no'}`)
  const spec = { task: 'classification', testFraction: 0.25 }
  const dataset = await readCsv(`a,y\n${lines.join('\n')}`, spec)
  const [data] = prepare(dataset, { preprocess, validation: holdout, seed: 3 })
  assert.deepEqual(data.classes, ['no', 'rare'])
  const rare = (y: ArrayLike<number>) => Array.from(y).filter((label) => label === 1).length
  const parts = [data.train, data.validation, testSplit(dataset, data)]
  assert.deepEqual(
    parts.map(({ y, rows }) => [rare(y), rows]),
    [
      [23, 225],
      [7, 75],
      [10, 100],
    ],
  )
})

test('scales a tensor by one mean and deviation, and passes resize on', async () => {
  const dataset = await readCsv('p,q,y\n0,2,1\n0,2,2\n0,2,3\n0,2,4\n', { inputShape: [1, 2, 1] })
  const resizing = PreprocessSpec.parse({ resize: [4, 8] })
  const [data] = prepare(dataset, { preprocess: resizing, validation: holdout, seed: 3 })
  assert.deepEqual(data.inputShape, [1, 2, 1])
  assert.deepEqual(data.inputs.type === 'tensor' && data.inputs.resize, [4, 8])
  assert.deepEqual([...data.validation.x], [-1, 1])
})

test('equal seeds give equal parts, other seeds others', async () => {
  const lines = Array.from({ length: 100 }, (_, row) => `${row},${row}`)
  const dataset = await readCsv(`a,y\n${lines.join('\n')}`)
  const validationOf = (seed: number) =>
    prepare(dataset, { preprocess, validation: holdout, seed })[0].validation.x.join()
  assert.equal(validationOf(1), validationOf(1))
  assert.notEqual(validationOf(1), validationOf(2))
})

test('refuses a split that leaves a part empty, and inputs that never vary', async () => {
  const isInvalid = (error: unknown) => error instanceof Problem && error.type === 'invalid-study'
  const tiny = await readCsv('a,y\n1,2\n2,3\n')
  const small = ValidationSpec.parse({ type: 'holdout', fraction: 0.1 })
  assert.throws(() => prepare(tiny, { preprocess, validation: small, seed: 1 }), isInvalid)
  const flat = await readCsv('a,y\n1,2\n1,3\n1,4\n1,5\n')
  assert.throws(() => prepare(flat, { preprocess, validation: holdout, seed: 1 }), isInvalid)
})

test('k-fold: every fold has the same inputs, numbers from its own rows, and levels that it saw', async () => {
  // 'once' is in one row: a single fold validates on it, and must not give it an input that was never trained
  const lines = Array.from(
    { length: 60 },
    (_, row) => `${row},${row === 7 ? 'once' : `t${row % 3}`},${row}`,
  )
  const dataset = await readCsv(`a,b,y\n${lines.join('\n')}`)
  const kfold = ValidationSpec.parse({ type: 'kfold', folds: 3, repeats: 2 })
  const folds = prepare(dataset, { preprocess, validation: kfold, seed: 3 })
  assert.equal(folds.length, 6)
  assert.deepEqual(new Set(folds.map(({ inputShape }) => `${inputShape}`)), new Set(['5']))
  for (const repeat of [folds.slice(0, 3), folds.slice(3)]) {
    const validated = repeat.flatMap(({ validation, target }) =>
      [...validation.y].map((y) => Math.round(y * target!.deviation + target!.mean)),
    )
    assert.deepEqual(
      validated.sort((a, b) => a - b),
      lines.map((_, row) => row),
    )
    const unseen = repeat.filter(
      ({ inputs }) =>
        inputs.type === 'table' &&
        inputs.columns.some((column) => 'levels' in column && column.levels.includes(null)),
    )
    assert.equal(unseen.length, 1)
    assert.equal(hotRows(unseen[0]!.validation.x), unseen[0]!.validation.rows - 1)
  }
  for (const { train } of folds) {
    const mean =
      [...train.x].filter((_, at) => at % 5 === 0).reduce((sum, x) => sum + x, 0) / train.rows
    assert.ok(Math.abs(mean) < 1e-6, `${mean}`)
  }
})

/** Rows of five inputs; one of the last four is 1. */
function hotRows(x: Float32Array): number {
  let rows = 0
  for (let at = 0; at < x.length; at += 5) if (x.subarray(at + 1, at + 5).includes(1)) rows++
  return rows
}

test('folds that look back have one shape, and learn preprocessing from their own past', () => {
  const dataset = table([['a', Array.from({ length: 12 }, (_, row) => row)]])
  const validation = ValidationSpec.parse({ type: 'kfold', folds: 3, order: true })
  const folds = prepare(dataset, { preprocess, validation, seed: 1 })
  assert.deepEqual(
    folds.map(({ train, validation }) => [train.rows, validation.rows]),
    [
      [9, 3],
      [9, 3],
      [9, 3],
    ],
  )
  // the mean of the rows 0 to 8, 0 to 5 and 0 to 2, though the shorter ones are gone through again
  assert.deepEqual(
    folds.map(({ target }) => target?.mean),
    [4, 2.5, 1],
  )
  const valuesOf = (index: number, part: 'train' | 'validation') => {
    const { target, [part]: split } = folds[index]!
    return Array.from(split.y, (y) => Math.round(y * target!.deviation + target!.mean) + 0) // no −0
  }
  assert.deepEqual(valuesOf(0, 'train'), [0, 1, 2, 3, 4, 5, 6, 7, 8])
  assert.deepEqual(valuesOf(2, 'train'), [0, 1, 2, 0, 1, 2, 0, 1, 2])
  assert.deepEqual(valuesOf(2, 'validation'), [3, 4, 5])
})
