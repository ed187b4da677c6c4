import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, describe, it } from 'node:test'
import { readDataset } from '../../src/data/read/read.ts'
import { DatasetSpec } from '../../src/data/spec.ts'
import { searchRows, testRows } from '../../src/data/split/test-rows.ts'
import { ValidationSpec } from '../../src/data/split/validation.ts'
import { encodeDataset } from '../../src/data/stored/encode.ts'
import { encodeModel, type TrainedModel } from '../../src/engine/network/model.ts'
import { TrialSpec } from '../../src/engine/spec.ts'
import { Problem } from '../../src/errors.ts'
import { exportFormats } from '../../src/export/formats/index.ts'
import { createLogger } from '../../src/log.ts'
import { createPredictor } from '../../src/predict/predictor.ts'
import { backend } from '../engine/backend-under-test.ts'
import { aCard } from '../export/a-card.ts'

/** price = 100 + 3 · (1 + 2 · (size - 10) / 4): a network of one unit, written down instead of trained. */
const model: TrainedModel = {
  spec: TrialSpec.parse({
    layers: [{ type: 'dense', units: 'outputs' }],
    loss: 'meanSquaredError',
    optimizer: { type: 'sgd', learningRate: 0.1 },
    batchSize: 10,
    epochs: 1,
  }),
  task: 'regression',
  inputShape: [1],
  classes: null,
  categorical: [],
  target: { mean: 100, deviation: 3 },
  inputs: {
    type: 'table',
    width: 1,
    columns: [
      {
        name: 'size',
        encoding: 'numeric',
        offset: 0,
        mean: 10,
        deviation: 4,
        fill: 10,
        indicator: false,
      },
    ],
    unused: ['colour'],
    missing: [],
  },
  weights: [
    { key: 'layers.0.kernel', shape: [1, 1], values: Float32Array.of(2) },
    { key: 'layers.0.bias', shape: [1], values: Float32Array.of(1) },
  ],
}
const bytes = encodeModel(model)
const priceOf = (size: number) => 100 + 3 * (1 + (2 * (size - 10)) / 4)

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-predict-'))
const open = (options: { answerMs?: number; idleMs?: number } = {}) =>
  createPredictor({
    device: 'cpu',
    datasetFile: async (blob) => path.join(folder, blob),
    log: createLogger('silent', 'test'),
    ...options,
  })
const predictor = open()
after(async () => {
  await predictor.close()
  fs.rmSync(folder, { recursive: true })
})

describe('a predictor', () => {
  it('predicts the mean of several models by their weights, each with its own preprocessing', async () => {
    const inputs = {
      ...model.inputs,
      columns: [{ ...(model.inputs as { columns: object[] }).columns[0], mean: 20 }],
    } as TrainedModel['inputs']
    const other = encodeModel({ ...model, inputs, target: { mean: 10, deviation: 1 } })
    const models = [
      { bytes, weight: 3 },
      { bytes: other, weight: 1 },
    ]
    const [row] = await predictor.predict(models, [{ size: 12 }])
    const elsewhere = 10 + (1 + (2 * (12 - 20)) / 4)
    assert.ok(
      Math.abs((row as { value: number }).value - (0.75 * priceOf(12) + 0.25 * elsewhere)) < 1e-4,
    )
  })

  it('predicts in the target’s own units, many requests at once', async () => {
    const sizes = [10, 14, 2, 10.5]
    const answers = await Promise.all(
      sizes.map((size) =>
        predictor.predict([{ bytes, weight: 1 }], [{ size }, { size, colour: 'red' }]),
      ),
    )
    for (const [i, rows] of answers.entries()) {
      assert.equal(rows.length, 2)
      for (const row of rows) {
        assert.ok('value' in row)
        assert.ok(Math.abs(row.value - priceOf(sizes[i]!)) < 1e-4)
      }
    }
  })

  it('names the columns that a row has no value for', async () => {
    const [whole, lacking] = await predictor.predict(
      [{ bytes, weight: 1 }],
      [{ size: 10 }, { size: null }],
    )
    assert.equal(whole?.imputed, undefined)
    assert.deepEqual(lacking?.imputed, ['size'])
  })

  it('refuses inputs that do not fit, with pointers', async () => {
    const refused = predictor.predict(
      [{ bytes, weight: 1 }],
      [{ size: 1 }, { size: 'wide' }, { szie: 1 }],
    )
    await assert.rejects(refused, (error) => {
      assert.ok(error instanceof Problem)
      assert.equal(error.type, 'invalid-inputs')
      assert.deepEqual(
        error.faults.map(({ pointer }) => pointer),
        ['/inputs/1/size', '/inputs/2/szie'],
      )
      return true
    })
  })

  it('evaluates on the test rows of the dataset alone', async () => {
    // exact prices but for the test rows, which are off by 2
    const spec = { name: 'd', format: 'csv', task: 'regression', target: 'price' }
    const read = async (off: Set<number>) => {
      const lines = Array.from(
        { length: 40 },
        (_, i) => `${i},${priceOf(i) + (off.has(i) ? 2 : 0)}`,
      )
      const text = ['size,price', ...lines].join('\n')
      return readDataset(DatasetSpec.parse({ ...spec, testFraction: 0.25 }), Buffer.from(text))
    }
    const rows = testRows(await read(new Set()))
    fs.writeFileSync(path.join(folder, 'd'), encodeDataset(await read(new Set(rows))))
    const evaluation = await predictor.evaluate([{ bytes, weight: 1 }], 'd')
    assert.equal(evaluation.rows, 10)
    assert.ok(Math.abs(evaluation.metrics.rmse! - 2) < 1e-4)
    fs.writeFileSync(
      path.join(folder, 'e'),
      encodeDataset({ ...(await read(new Set())), testFraction: 0 }),
    )
    await assert.rejects(predictor.evaluate([{ bytes, weight: 1 }], 'e'), /no test rows/)
  })

  it('diagnoses the rows that the search held back', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => `${i},${priceOf(i) + 1}`)
    const spec = { name: 'd', format: 'csv', task: 'regression', target: 'price' }
    const text = ['size,price', ...lines].join('\n')
    const dataset = await readDataset(DatasetSpec.parse(spec), Buffer.from(text))
    fs.writeFileSync(path.join(folder, 'f'), encodeDataset(dataset))
    const validation = ValidationSpec.parse({ type: 'holdout', fraction: 0.25 })
    const diagnosis = await predictor.diagnose([{ bytes, weight: 1 }], 'f', { validation, seed: 1 })
    assert.equal(diagnosis.rows, searchRows(dataset).length / 4)
    assert.ok(Math.abs(diagnosis.values!.bias - 1) < 1e-4)
    const [row] = await predictor.rows('f', [3])
    assert.deepEqual(row, { inputs: { size: 3 }, target: priceOf(3) + 1 })
  })

  it('says for each format whether it can hold the model', async () => {
    const formats = await predictor.checkFormats([{ bytes, weight: 1 }], aCard)
    assert.deepEqual(
      formats.map(({ format }) => format),
      Object.keys(exportFormats),
    )
    const native = backend.kind === 'tensorflow'
    for (const { bytes, detail } of formats) {
      assert.equal(bytes === null, !native)
      assert.equal(detail === null, native)
    }
  })

  it('exports a model as a file, or says why it cannot', async () => {
    const native = backend.kind === 'tensorflow'
    const exported = predictor.export([{ bytes, weight: 2 }], 'savedmodel', aCard)
    if (!native) await assert.rejects(exported, /native TensorFlow/)
    else assert.equal(String(Buffer.from(await exported).subarray(0, 2)), 'PK')
  })

  it('says that it is unavailable when its child does not answer in time', async () => {
    const hasty = open({ answerMs: 1 })
    await assert.rejects(hasty.predict([{ bytes, weight: 1 }], [{ size: 1 }]), (error) => {
      assert.ok(error instanceof Problem)
      return error.type === 'predictor-unavailable'
    })
    await hasty.close()
  })

  it('lets its child go when nothing is asked, and starts it again', async () => {
    const children = () =>
      process.getActiveResourcesInfo().filter((resource) => resource === 'ProcessWrap').length
    const before = children()
    const short = open({ idleMs: 1 })
    for (let i = 0; i < 2; i++) {
      const [row] = await short.predict([{ bytes, weight: 1 }], [{ size: 14 }])
      assert.ok(row && 'value' in row)
      while (children() > before) await new Promise(setImmediate)
    }
    await short.close()
  })
})
