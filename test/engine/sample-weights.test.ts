/** Weights of rows: one that weighs twice as much is as good as one that is there twice. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { PreparedData, Split } from '../../src/data/prepare/prepare.ts'
import { decodeModel, evaluate } from '../../src/engine/network/model.ts'
import { backend, refuseLeaks, tf } from './backend-under-test.ts'
import { graphs, runGroup } from './run-group.ts'
import { circle, curve } from './test-data.ts'

refuseLeaks()
after(() => graphs.dispose())

const hasNative = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'
const executions = (hasNative ? ['eager'] : ['graph', 'eager']) as ('graph' | 'eager')[]

const near = (actual: number | undefined, expected: number, name = '') =>
  assert.ok(Math.abs(actual! / expected - 1) <= 2e-5, `${name}: ${actual}, not ${expected}`)

/** One update an epoch, of all rows. */
const plain = {
  layers: [
    { type: 'dense', units: 6, activation: 'tanh' },
    { type: 'dense', units: 'outputs' },
  ],
  loss: 'crossEntropy',
  optimizer: { type: 'sgd', learningRate: 0.3 },
  batchSize: 1000,
  epochs: 20,
}

const calm = { ...plain, optimizer: { type: 'sgd', learningRate: 0.05 } }

/** How often each row is there: never, once or twice. */
const timesOf = (row: number) => row % 3

function weighted(split: Split): Split {
  return { ...split, weights: Float32Array.from({ length: split.rows }, (_, row) => timesOf(row)) }
}

function repeated(split: Split): Split {
  const { x, y, rows } = split
  const width = x.length / rows
  const all = Array.from({ length: rows }, (_, row) =>
    new Array<number>(timesOf(row)).fill(row),
  ).flat()
  return {
    rows: all.length,
    x: Float32Array.from(all.flatMap((row) => [...x.subarray(row * width, (row + 1) * width)])),
    y:
      y instanceof Int32Array
        ? Int32Array.from(all, (row) => y[row]!)
        : Float32Array.from(all, (row) => y[row]!),
  }
}

const mapped = (data: PreparedData, of: (split: Split) => Split): PreparedData => ({
  ...data,
  train: of(data.train),
  validation: of(data.validation),
})

const target = { mean: 3, deviation: 2 }
for (const [name, data, spec] of [
  ['classes', circle(60, 30), plain],
  ['balanced classes', circle(60, 30), { ...plain, classWeights: 'balanced' }],
  ['values', curve(60, (x, noise) => x * x + noise, target), { ...calm, loss: 'gaussianNll' }],
] as const) {
  for (const execution of executions) {
    test(`${name}: losses are those of rows that are there as often, ${execution}`, async () => {
      const specs = [spec, { ...spec, optimizer: { type: 'sgd', learningRate: 0.02 } }]
      const { reports } = await runGroup({ specs, data: mapped(data, weighted), execution })
      const { reports: expected } = await runGroup({
        specs,
        data: mapped(data, repeated),
        execution,
      })
      for (const lane of [0, 1]) {
        for (const [at, { train, validation }] of reports[lane]!.entries()) {
          const other = expected[lane]![at]!
          near(train.loss, other.train.loss!, `train.loss of epoch ${at + 1}`)
          near(validation.loss, other.validation.loss!, `validation.loss of epoch ${at + 1}`)
        }
      }
    })
  }

  test(`${name}: all other metrics count every row once`, async () => {
    const whole = mapped(data, weighted)
    const { reports, results } = await runGroup({
      ...{ specs: [spec], data: whole, execution: 'eager' },
      isCalibrated: false,
    })
    const [result] = results
    assert.equal(result?.state, 'complete')
    const model = decodeModel(result.model)
    const { validation } = reports[0]![result.step - 1]!
    const { metrics: once } = await evaluate(tf, model, data.validation)
    const { metrics: again } = await evaluate(tf, model, whole.validation)
    for (const [metric, value] of Object.entries(validation)) {
      near(again[metric], value, metric)
      if (metric !== 'loss') near(once[metric], value, metric)
    }
    assert.notEqual(once.loss, again.loss)
  })
}

test('folds have weights of their own', { skip: hasNative }, async () => {
  const first = mapped(circle(60, 30), weighted)
  const second = mapped(circle(60, 30), (split) => ({
    ...split,
    weights: Float32Array.from({ length: split.rows }, (_, row) => 1 + (row % 2)),
  }))
  const { reports } = await runGroup({ specs: [plain], data: [first, second] })
  const alone = await runGroup({ specs: [plain], data: first })
  const ofFirst = alone.reports[0]!
  assert.notEqual(reports[0]![3]!.train.loss, ofFirst[3]!.train.loss)
  const same = await runGroup({ specs: [plain], data: [first, first] })
  assert.notEqual(reports[0]![3]!.train.loss, same.reports[0]![3]!.train.loss)
})
