/** The folds of a trial are lanes: each must train as it would alone, and the trial is judged by their mean. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { PreparedData, Split } from '../../../src/data/prepare/prepare.ts'
import { decodeBlend } from '../../../src/engine/blend/blend.ts'
import { type EpochReport, foldSeed } from '../../../src/engine/group/lane.ts'
import { backend, refuseLeaks } from '../backend-under-test.ts'
import { convolutional, dense, embedded, graphs, type Run, runGroup, varied } from '../run-group.ts'
import { circle, curve, images, table } from '../test-data.ts'

refuseLeaks()
after(() => graphs.dispose())

const hasNative = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'

/** Two folds: the halves of a validation part that joined the training rows. */
function folds(data: PreparedData): PreparedData[] {
  const { train, validation } = data
  const rows = validation.rows / 2
  const half = (at: number): Split => ({
    x: validation.x.subarray((at * validation.x.length) / 2, ((at + 1) * validation.x.length) / 2),
    y: validation.y.slice(at * rows, (at + 1) * rows),
    rows,
  })
  const joined = (other: Split): Split => ({
    x: new Float32Array([...train.x, ...other.x]),
    y:
      train.y instanceof Int32Array
        ? new Int32Array([...train.y, ...other.y])
        : new Float32Array([...train.y, ...other.y]),
    rows: train.rows + other.rows,
  })
  return [0, 1].map((at) => ({ ...data, train: joined(half(1 - at)), validation: half(at) }))
}

const near = (a: number, b: number) => Math.abs(a - b) <= 2e-5 * Math.max(1, Math.abs(b))

/** The reports of each fold of the first trial, trained alone. */
async function alone(run: Run & { data: PreparedData[] }): Promise<EpochReport[][]> {
  const ofFolds: EpochReport[][] = []
  for (const [fold, data] of run.data.entries()) {
    const { reports } = await runGroup({
      ...run,
      data,
      seed: foldSeed(11, fold),
      orderSeed: foldSeed(3, fold),
    })
    ofFolds.push(reports[0]!)
  }
  return ofFolds
}

for (const [name, spec, data] of [
  ['a dense network', dense, circle(70, 40)],
  ['a convolutional network', convolutional, images(44, 40)],
  ['a network with embeddings', embedded, table(70, 40)],
  [
    'a regression',
    {
      ...dense,
      layers: dense.layers.filter(({ type }) => type !== 'batchNorm'),
      loss: 'meanSquaredError',
    },
    curve(60, (x, noise) => x * x + noise, { mean: 3, deviation: 2 }),
  ],
] as const) {
  describe(name, { skip: hasNative }, () => {
    for (const execution of ['graph', 'eager'] as const) {
      test(`reports the means of its folds, ${execution}`, async () => {
        const run = { data: folds(data), specs: varied({ ...spec }), execution }
        const { reports } = await runGroup(run)
        const ofFolds = await alone({ ...run, specs: [run.specs[0]!] })
        for (const [at, report] of reports[0]!.entries()) {
          for (const part of ['train', 'validation'] as const) {
            for (const [metric, value] of Object.entries(report[part])) {
              const mean = (ofFolds[0]![at]![part][metric]! + ofFolds[1]![at]![part][metric]!) / 2
              assert.ok(
                near(value, mean),
                `epoch ${at + 1} ${part}.${metric}: ${value}, not ${mean}`,
              )
            }
          }
        }
      })
    }
  })
}

test('the best epoch and early stopping follow the mean', { skip: hasNative }, async () => {
  const specs = [{ ...dense, epochs: 40, earlyStopping: { patience: 3 } }]
  const { reports, results } = await runGroup({ data: folds(circle(30, 40)), specs })
  const values = reports[0]!.map(({ value }) => value)
  const best = values.indexOf(Math.min(...values)) + 1
  const [result] = results
  assert.equal(result?.state, 'complete')
  assert.deepEqual([result.step, result.value], [best, values[best - 1]])
  assert.equal(values.length, Math.min(40, best + 3))
})

test('a resumed trial goes on bit for bit, and its model is the mean of all folds', {
  skip: hasNative,
}, async () => {
  const run = { data: folds(circle(70, 40)), specs: varied(dense) }
  const whole = await runGroup(run)
  const first = await runGroup({
    ...run,
    decide: (_lane, { step }) => (step === 3 ? 'release' : 'continue'),
  })
  const resume = first.results.map((result) => (result as { checkpoint: Uint8Array }).checkpoint)
  const second = await runGroup({ ...run, resume })
  assert.deepEqual(second.results, whole.results)
  const [{ model }] = whole.results as { model: Uint8Array }[] as [{ model: Uint8Array }]
  const members = decodeBlend(model)
  assert.deepEqual(
    members.map(({ weight }) => weight),
    [0.5, 0.5],
  )
  for (const member of members) {
    assert.deepEqual(
      member.model.weights.map(({ shape }) => shape),
      [[2, 12], [12], [12], [12], [12], [12], [12, 2], [2]],
    )
  }
  const [first0, second0] = members.map((member) => member.model.weights[0]!.values)
  assert.notDeepEqual(first0, second0)
})

test('where folds train on ever fewer rows, the model is the first fold’s', {
  skip: hasNative,
}, async () => {
  const models = []
  for (const modelFolds of ['all', 'first'] as const) {
    const run = { data: folds(circle(70, 40)), specs: [dense], modelFolds }
    const [result] = (await runGroup(run)).results as { model: Uint8Array }[]
    models.push(decodeBlend(result!.model))
  }
  const [all, first] = models
  assert.deepEqual(first, [{ weight: 1, model: all![0]!.model }])
})

test('a trial of which one fold diverges has diverged', { skip: hasNative }, async () => {
  const [first, second] = folds(circle(70, 40)) as [PreparedData, PreparedData]
  const x = second.train.x.slice().fill(Number.NaN, 0, 1)
  const data = [first, { ...second, train: { ...second.train, x } }]
  const { results } = await runGroup({ data, specs: [dense] })
  assert.deepEqual(results, [{ state: 'failed', reason: 'diverged', step: 1 }])
})
