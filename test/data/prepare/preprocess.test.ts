import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPreparation, inputEstimate } from '../../../src/data/prepare/check-preparation.ts'
import { encodeInputs } from '../../../src/data/prepare/encode-inputs.ts'
import { encodeRows } from '../../../src/data/prepare/encode-rows.ts'
import { fitInputs } from '../../../src/data/prepare/fit.ts'
import type { FittedTable } from '../../../src/data/prepare/fitted.ts'
import { encodingOf, PreprocessSpec } from '../../../src/data/prepare/preprocess.ts'
import { summarize } from '../../../src/data/summarize.ts'
import { checkSchema } from '../../../src/schema-faults.ts'
import { readCsv } from '../read-csv.ts'

const csv = ['area,rooms,kind,y', '10,1,a,5', '20,2,b,7', '30,,a,9', '90,4,b,30'].join('\n')

async function fit(numeric: unknown, rest: object = {}) {
  const dataset = await readCsv(csv)
  const preprocess = PreprocessSpec.parse({ numeric, ...rest })
  const rows = Uint32Array.of(0, 1, 2, 3)
  const fitted = fitInputs(dataset, rows, preprocess) as FittedTable
  return { dataset, preprocess, fitted, encoded: encodeRows(fitted, dataset.inputs, rows) }
}

test('numeric is one encoding for all columns, or one by column and "*" for the others', async () => {
  const { fitted } = await fit({ area: { type: 'piecewiseLinear', bins: 2 }, '*': 'robustClip' })
  const as = fitted.columns.flatMap((column) => ('as' in column ? [column.as?.type] : []))
  assert.deepEqual(as, ['piecewiseLinear', 'robustClip'])
  const { fitted: alike } = await fit('quantileNormal')
  for (const column of alike.columns.slice(0, 2)) {
    assert.equal('as' in column && column.as?.type, 'quantileNormal')
  }
})

test('without numeric, standardize decides as it always did', () => {
  const of = (spec: object) => encodingOf(PreprocessSpec.parse(spec), 'area').type
  assert.equal(of({}), 'standardize')
  assert.equal(of({ standardize: false }), 'none')
  assert.equal(of({ standardize: false, numeric: 'robustClip' }), 'robustClip')
})

test('the indicator of a missing value follows the inputs of every encoding', async () => {
  for (const numeric of ['standardize', 'robustClip', 'quantileNormal', 'piecewiseLinear']) {
    const { fitted, encoded } = await fit(numeric, { missingIndicator: true })
    const rooms = fitted.columns.find(({ name }) => name === 'rooms')!
    const kind = fitted.columns.find(({ name }) => name === 'kind')!
    const flags = [0, 1, 2, 3].map((row) => encoded[row * fitted.width + kind.offset - 1])
    assert.deepEqual(flags, [0, 0, 1, 0], numeric)
    assert.equal(kind.offset - rooms.offset, (rooms as { inputs: number }).inputs + 1)
  }
})

test('a model stored before there were encodings predicts as it did', async () => {
  const { fitted, encoded } = await fit('standardize')
  const old = {
    ...fitted,
    columns: fitted.columns.map((column) => {
      if (column.encoding !== 'numeric' || !column.as) return column
      const { as, inputs: _, ...rest } = column
      const { mean, deviation } = as as { mean: number; deviation: number }
      return { ...rest, mean, deviation }
    }),
  } as FittedTable
  const rows = [
    { area: 10, rooms: 1, kind: 'a' },
    { area: 20, rooms: 2, kind: 'b' },
    { area: 30, kind: 'a' },
    { area: 90, rooms: 4, kind: 'b' },
  ]
  assert.deepEqual(encodeInputs(old, rows), encoded)
  assert.deepEqual(encodeInputs(fitted, rows), encoded)
})

test('the estimate of inputs is at least what the encoding makes', async () => {
  for (const numeric of ['piecewiseLinear', { '*': 'none', area: 'piecewiseLinear' }]) {
    const { dataset, preprocess, fitted } = await fit(numeric, { missingIndicator: true })
    const { shape } = inputEstimate(summarize(dataset), preprocess)
    assert.ok(shape[0]! >= fitted.width)
  }
})

test('names of columns and encodings that do not exist are faults at their place', async () => {
  const summary = summarize(await readCsv(csv))
  const faults = (numeric: unknown) => {
    const checked = checkSchema(PreprocessSpec, { numeric })
    if (checked.faults)
      return checked.faults.map(({ path, detail }) => [`/${path.join('/')}`, detail])
    return checkPreparation(summary, { preprocess: checked.value }).map(({ pointer, detail }) => [
      pointer,
      detail,
    ])
  }
  const [[pointer, detail]] = faults('robustclip') as [[string, string]]
  assert.equal(pointer, '/numeric')
  assert.match(detail, /^unknown numeric encoding "robustclip": did you mean "robustClip"\?/)
  assert.deepEqual(faults({ type: 'piecewiseLinear', bins: 1 }), [
    ['/numeric/bins', 'takes at least 2, not 1'],
  ])
  assert.deepEqual(faults({ area: 'none' }), [['/numeric', 'needs "*", for all other columns']])
  assert.match(
    (faults({ area: 'nine', '*': 'none' }) as [[string, string]])[0][1],
    /^area: unknown/,
  )
  assert.deepEqual(faults({ ara: 'none', '*': 'none' }), [
    ['/preprocess/numeric/ara', 'the dataset has no input of this name: did you mean "area"?'],
  ])
  assert.deepEqual(faults({ kind: 'none', '*': 'none' }), [
    ['/preprocess/numeric/kind', "'kind' is not a column of numbers"],
  ])
  const image = summarize(await readCsv('a,b,y\n1,2,3\n3,4,4\n5,6,5', { inputShape: [2, 1] }))
  const ofImage = checkPreparation(image, { preprocess: PreprocessSpec.parse({ numeric: 'none' }) })
  assert.match(ofImage[0]!.detail, /shape \[2, 1\]: use standardize/)
})
