import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DatasetSummary } from '../../../src/data/summary.ts'
import { parseSpace } from '../../../src/search/space/parse/parse-space.ts'
import { checkAround } from '../../../src/study/check/check-around.ts'
import { checkSpace } from '../../../src/study/check/check-space.ts'

const images: DatasetSummary = {
  task: 'classification',
  rows: 100,
  testRows: 0,
  inputShape: [16, 16, 1],
  classes: ['0', '1', '2'],
  columns: [],
  warnings: [],
}

const conv = (kernelSize: unknown, times: unknown = 1) => ({
  layers: [
    { $repeat: { times, layer: { type: 'conv2d', filters: 4, kernelSize, activation: 'relu' } } },
    { type: 'flatten' },
    { type: 'dense', units: 'outputs' },
  ],
  loss: 'crossEntropy',
  optimizer: { type: 'sgd', learningRate: 0.1 },
  batchSize: 10,
  epochs: 1,
})

function pointers(space: unknown): string[] {
  const parsed = parseSpace(space)
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return checkSpace(parsed.space, images).map(({ pointer }) => pointer)
}

test('a space whose every trial can be built has no faults', () => {
  assert.deepEqual(pointers(conv({ $choice: [3, 5] })), [])
})

test('an option that works nowhere is a fault at the place where it was written', () => {
  const found = pointers(conv({ $choice: [3, 40] }))
  assert.equal(found.length, 1)
  assert.match(found[0] ?? '', /kernelSize/)
})

test('a block of layers is repeated, with widths from an expression', () => {
  const block = (filters: string) => ({
    ...conv(3),
    layers: [
      {
        $repeat: {
          times: { $int: { low: 1, high: 3 } },
          layers: [
            { type: 'conv2d', filters: { $expr: filters }, kernelSize: 3, padding: 'same' },
            { type: 'batchNorm' },
            { type: 'activation', activation: 'relu' },
            {
              $choice: [{ type: 'maxPool2d' }, { $repeat: { times: 0, layer: {} } }],
              name: 'pool',
            },
          ],
        },
      },
      { type: 'flatten' },
      { type: 'dense', units: { $int: { low: 3, high: 9 }, name: 'units' }, activation: 'relu' },
      { type: 'dense', units: 'outputs' },
    ],
  })
  assert.deepEqual(pointers(block('units * 2 ** index')), [])
  const parsed = parseSpace(block('units / 2'))
  assert.ok(parsed.ok)
  const [fault, ...others] = checkSpace(parsed.space, images)
  assert.equal(fault?.pointer, '/layers/0/$repeat/layers/0/filters/$expr')
  assert.match(fault.detail, /this expression gives it.*round/)
  assert.deepEqual(
    others.filter(({ pointer }) => pointer !== fault.pointer),
    [],
  )
})

test('options that only some combinations forbid are the search’s business', () => {
  // five layers of kernel 5 do not fit into 16 × 16, one does
  assert.deepEqual(pointers(conv({ $choice: [3, 5] }, { $int: { low: 1, high: 5 } })), [])
})

test('what no trial may say is found in every branch of a choice', () => {
  const space = {
    ...conv(3),
    optimizer: {
      $choice: [
        { type: 'sgd', learningRate: 0.1 },
        { type: 'adam', learningRate: -1 },
        { type: 'magic' },
      ],
    },
  }
  const found = pointers(space)
  assert.ok(
    found.some((pointer) => pointer.includes('$choice/1')),
    found.join(),
  )
  assert.ok(
    found.some((pointer) => pointer.includes('$choice/2')),
    found.join(),
  )
})

test('a hole at fault hides no fault elsewhere, and is not told twice', () => {
  const space = { ...conv(33), batchSize: { $int: { low: 9, high: 1 } }, loss: 'nonsense' }
  const parsed = parseSpace(space)
  assert.ok(!parsed.ok)
  const found = checkAround(space, parsed.faults, images).map(({ pointer }) => pointer)
  assert.deepEqual(found, ['/loss'])
})

test('the encoding of numbers is searched, in all columns or in one', () => {
  const table: DatasetSummary = {
    ...images,
    task: 'regression',
    inputShape: null,
    classes: null,
    columns: ['area', 'rooms'].map((name) => ({
      name,
      type: 'number',
      role: 'input',
      encoding: 'numeric',
      missing: 0,
      distinct: 9,
    })),
  }
  const check = (numeric: unknown) => {
    const parsed = parseSpace({
      preprocess: { numeric },
      layers: [{ type: 'dense', units: 'outputs' }],
      loss: 'meanSquaredError',
      optimizer: { type: 'sgd', learningRate: 0.1 },
      batchSize: 10,
      epochs: 1,
    })
    assert.ok(parsed.ok, JSON.stringify(parsed))
    const faults = checkSpace(parsed.space, table)
    return { names: parsed.space.parameters.map(({ name }) => name), faults }
  }
  const bins = { type: 'piecewiseLinear', bins: { $int: { low: 2, high: 8 } } }
  const whole = check({ $choice: ['standardize', 'robustClip', bins] })
  assert.deepEqual(whole.faults, [])
  const one = check({ '*': { $choice: ['standardize', 'quantileNormal'] }, area: bins })
  assert.deepEqual(one.faults, [])
  const wrong = check({ $choice: ['standardize', 'standardise'] })
  assert.deepEqual(
    wrong.faults.map(({ pointer }) => pointer),
    ['/preprocess/numeric/$choice/1'],
  )
  assert.deepEqual(whole.names, ['preprocess.numeric', 'preprocess.numeric[piecewiseLinear].bins'])
  assert.deepEqual(one.names, ['preprocess.numeric["*"]', 'preprocess.numeric.area.bins'])
})
