import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Dataset } from '../../../src/data/dataset.ts'
import { checkPreparation, inputEstimate } from '../../../src/data/prepare/check-preparation.ts'
import { encodeInputs } from '../../../src/data/prepare/encode-inputs.ts'
import { encodeRows } from '../../../src/data/prepare/encode-rows.ts'
import { fitInputs } from '../../../src/data/prepare/fit.ts'
import { categoricalBlocks, type FittedTable } from '../../../src/data/prepare/fitted.ts'
import { numericEncodings } from '../../../src/data/prepare/numeric/index.ts'
import { encodingOf, PreprocessSpec } from '../../../src/data/prepare/preprocess.ts'
import { unknownFinder } from '../../../src/data/prepare/stand-ins.ts'
import { decodeDataset, encodeDataset } from '../../../src/data/stored/encode.ts'
import { summarize } from '../../../src/data/summarize.ts'
import { checkSchema } from '../../../src/schema-faults.ts'
import { faultsOf, readCsv } from '../read-csv.ts'

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

const graded = ['q,size,y', 'Fa,1,1', 'Ex,2,2', ',3,3', 'TA,4,4', 'Fa,900,5'].join('\n')
const order = ['Po', 'Fa', 'TA', 'Gd', 'Ex']

async function fitGraded(options: object) {
  const dataset = decodeDataset(encodeDataset(await readCsv(graded, { ordered: { q: order } })))
  const rows = Uint32Array.of(0, 1, 2, 3, 4)
  const preprocess = PreprocessSpec.parse(options)
  const fitted = JSON.parse(JSON.stringify(fitInputs(dataset, rows, preprocess))) as FittedTable
  const requests = ['Fa', 'Ex', null, 'TA', 'Fa'].map((q, row) => ({
    q,
    size: [1, 2, 3, 4, 900][row],
  }))
  const encoded = encodeRows(fitted, dataset.inputs, rows)
  assert.deepEqual(encodeInputs(fitted, requests), encoded)
  const { shape, categorical } = inputEstimate(summarize(dataset), preprocess)
  assert.ok(shape[0]! >= fitted.width)
  const q = (values: Float32Array, row: number) =>
    [...values.subarray(row * fitted.width, (row + 1) * fitted.width)].slice(0, -1)
  const ofText = (text: string) => q(encodeInputs(fitted, [{ q: text, size: 1 }]), 0)
  return { fitted, categorical, ofRow: (row: number) => q(encoded, row), ofText }
}

test('an ordered column is its standardised rank, with an indicator of missing values', async () => {
  const { fitted, categorical, ofRow, ofText } = await fitGraded({})
  // ranks 1 4 – 2 1: mean 2, deviation √1.5
  const rank = (of: number) => Math.fround((of - 2) / Math.sqrt(1.5))
  assert.deepEqual(ofRow(0), [rank(1), 0])
  assert.deepEqual(ofRow(1), [rank(4), 0])
  assert.deepEqual(ofRow(2), [0, 1])
  assert.deepEqual(ofText('Gd'), [rank(3), 0], 'a level that no row has is in its place')
  assert.deepEqual(ofText('??'), [0, 0])
  assert.deepEqual(unknownFinder(fitted)({ q: '??', size: 1 }), ['q'])
  assert.deepEqual(unknownFinder(fitted)({ q: 'Gd', size: 1 }), [])
  assert.deepEqual([categorical, categoricalBlocks(fitted)], [[], []])
})

test('an ordered column is a thermometer, or like any other category', async () => {
  const { ofRow, ofText } = await fitGraded({ ordered: 'thermometer' })
  assert.deepEqual(ofRow(1), [1, 1, 1, 1, 0])
  assert.deepEqual(ofRow(0), [1, 0, 0, 0, 0])
  assert.deepEqual(ofRow(2), [0, 0, 0, 0, 1])
  assert.deepEqual(ofText('Gd'), [1, 1, 1, 0, 0])
  const { ofRow: plain, categorical } = await fitGraded({ ordered: 'levels' })
  assert.deepEqual(plain(1), [0, 0, 1, 0])
  assert.equal(categorical.length, 1)
})

test('an order of the preprocessing is like one of the dataset', async () => {
  const orders = { q: order }
  const fit = (dataset: Dataset, options: object) =>
    fitInputs(dataset, Uint32Array.of(0, 1, 2, 3, 4), PreprocessSpec.parse(options))
  const plain = await readCsv(graded)
  const given = await readCsv(graded, { ordered: { q: order } })
  assert.deepEqual(fit(plain, { orders }), fit(given, {}))
  const { shape } = inputEstimate(summarize(plain), PreprocessSpec.parse({ orders }))
  assert.deepEqual(shape, inputEstimate(summarize(given), PreprocessSpec.parse({})).shape)
})

test('an order of the preprocessing that does not fit is a fault with a pointer', async () => {
  const plain = summarize(await readCsv(graded))
  const of = (orders: object, summary = plain) =>
    checkPreparation(summary, { preprocess: PreprocessSpec.parse({ orders }) }).map(
      ({ pointer, detail }) => `${pointer}: ${detail}`,
    )
  const given = summarize(await readCsv(graded, { ordered: { q: order } }))
  assert.deepEqual(of({ q: order }, given), [
    "/preprocess/orders/q: the dataset’s spec has the order of 'q': leave it out here",
  ])
  assert.deepEqual(of({ q: order }), [])
  assert.deepEqual(of({ q: ['Fa', 'TA'] }), [
    "/preprocess/orders/q: lacks 'Ex', which the column has: put it in its place",
  ])
  assert.deepEqual(of({ q: [...order, 'Fa'] }), ["/preprocess/orders/q: has 'Fa' twice"])
  assert.deepEqual(of({ size: ['1', '2'] }), [
    "/preprocess/orders/size: 'size' is not a column of categories",
  ])
  assert.deepEqual(of({ siz: ['1', '2'] }), [
    '/preprocess/orders/siz: the dataset has no input of this name: did you mean "size"?',
  ])
})

test('an order must have all levels, once, of an input of texts', async () => {
  const of = (ordered: object) => faultsOf(graded, { ordered })
  assert.deepEqual(await of({ q: ['Po', 'Fa', 'TA'] }), [
    "/spec/ordered/q: lacks 'Ex', which the column has: put it in its place, or in missing",
  ])
  assert.deepEqual(await of({ q: [...order, 'Fa'] }), ["/spec/ordered/q: has 'Fa' twice"])
  assert.match((await of({ y: ['1', '2'] }))[0]!, /^\/spec\/ordered\/y: this is the target column/)
  assert.match((await of({ quality: order }))[0]!, /^\/spec\/ordered\/quality: no column 'quality'/)
})

test('log1pAbove takes the logarithm of skewed columns from 0 up, whatever the encoding', async () => {
  const csv = [
    'even,skewed,loss,y',
    ...[0, 1, 2, 3, 4, 5, 6, 500].map((at) => `${Math.min(at, 7)},${at},${at - 1},${at}`),
  ].join('\n')
  const dataset = await readCsv(csv)
  const rows = Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 7)
  for (const numeric of Object.keys(numericEncodings)) {
    const preprocess = PreprocessSpec.parse({ numeric, log1pAbove: 1 })
    const fitted = fitInputs(dataset, rows, preprocess) as FittedTable
    const logged = fitted.columns.flatMap((column) => ('log1p' in column ? [column.name] : []))
    assert.deepEqual(logged, ['skewed'], numeric)
    const requests = [{ even: 1, skewed: 3, loss: 2 }]
    const own = encodeRows(fitted, dataset.inputs, Uint32Array.of(3))
    const { offset, inputs } = fitted.columns[1] as { offset: number; inputs: number }
    const asked = encodeInputs(fitted, requests)
    assert.deepEqual(asked.slice(offset, offset + inputs), own.slice(offset, offset + inputs))
    const odd = encodeInputs(fitted, [{ even: 1, skewed: -3, loss: 2 }])
    assert.ok(odd.every(Number.isFinite), 'a negative value is a number too')
  }
  const plain = fitInputs(dataset, rows, PreprocessSpec.parse({ numeric: 'none', log1pAbove: 1 }))
  const asked = encodeInputs(plain, [{ even: 1, skewed: Math.E - 1, loss: 2 }])
  assert.ok(Math.abs(asked[1]! - 1) < 1e-6)
})

test('levels of few rows share an input', async () => {
  const texts = ['a', 'a', 'a', 'b', 'b', 'c', 'd']
  const dataset = await readCsv(['t,y', ...texts.map((text, row) => `${text},${row}`)].join('\n'))
  const rows = Uint32Array.from(texts.keys())
  const of = (minLevelRows: number) => {
    const fitted = fitInputs(dataset, rows, PreprocessSpec.parse({ minLevelRows })) as FittedTable
    return { fitted, encoded: [...encodeRows(fitted, dataset.inputs, Uint32Array.of(0, 3, 5, 6))] }
  }
  assert.equal(of(1).fitted.width, 4)
  assert.deepEqual(of(2).encoded, [1, 0, 0, /**/ 0, 1, 0, /**/ 0, 0, 1, /**/ 0, 0, 1])
  assert.deepEqual(of(3).encoded, [1, 0, /**/ 0, 1, /**/ 0, 1, /**/ 0, 1])
})
