import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { builtins } from '../../src/data/builtin.ts'
import { prepare } from '../../src/data/prepare/prepare.ts'
import { PreprocessSpec } from '../../src/data/prepare/preprocess.ts'
import { readDataset } from '../../src/data/read/read.ts'
import { DatasetSpec } from '../../src/data/spec.ts'
import { testRows } from '../../src/data/split/test-rows.ts'
import { ValidationSpec } from '../../src/data/split/validation.ts'
import { decodeBlend } from '../../src/engine/blend/blend.ts'
import { uploadData } from '../../src/engine/device-data.ts'
import { diagnoseModel } from '../../src/predict/diagnose-model.ts'
import { backend } from '../engine/backend-under-test.ts'
import { trainTrial } from '../engine/run-trial.ts'
import { houses, housesSpec } from '../support/upload.ts'

const { tf } = backend
const seed = 5

/** Trains a network, and diagnoses it. */
async function diagnosed(
  dataset: Awaited<ReturnType<typeof builtins.iris.load>>,
  given: { loss: string; metric: string; validation: object },
) {
  const validation = ValidationSpec.parse(given.validation)
  const preprocess = PreprocessSpec.parse({})
  const data = uploadData(tf, prepare(dataset, { preprocess, validation, seed }), preprocess)
  const result = await trainTrial({
    tf,
    spec: {
      layers: [{ type: 'dense', units: 'outputs' }],
      loss: given.loss,
      optimizer: { type: 'adam', learningRate: 0.1 },
      batchSize: 16,
      epochs: 3,
    },
    data,
    seed: 1,
    orderSeed: seed,
    objective: {
      metric: given.metric,
      direction: given.loss === 'crossEntropy' ? 'maximize' : 'minimize',
    },
    onEpoch: async () => 'continue',
  })
  data.dispose()
  if (result.state !== 'complete') throw new Error(`the training is ${result.state}`)
  const before = tf.memory().numTensors
  const diagnosis = await diagnoseModel(tf, decodeBlend(result.model), dataset, {
    validation,
    seed,
  })
  assert.equal(tf.memory().numTensors, before)
  return { result, diagnosis }
}

const classification = { loss: 'crossEntropy', metric: 'validation.accuracy' }

describe('the diagnosis of a model', () => {
  it('has the confusion that its training saw, over all folds', async () => {
    const iris = await builtins.iris.load()
    const validation = { type: 'kfold', folds: 3 }
    const { result, diagnosis } = await diagnosed(iris, { ...classification, validation })
    assert.deepEqual([diagnosis.rows, diagnosis.used, diagnosis.folds], [120, 120, 3])
    assert.deepEqual(diagnosis.classes?.confusion, result.classes?.confusion)
    assert.equal(diagnosis.values, null)
  })

  it('looks at no test row', async () => {
    const iris = await builtins.iris.load()
    const validation = { type: 'holdout', fraction: 0.5 }
    const { diagnosis } = await diagnosed(iris, { ...classification, validation })
    const test = new Set(testRows(iris))
    const seen = diagnosis.classes!.sample.map(({ row }) => row)
    assert.equal(new Set(seen).size, 60)
    assert.ok(seen.every((row) => !test.has(row)))
  })

  it('has residuals in the target’s own units, and coverage where a distribution is predicted', async () => {
    const spec = DatasetSpec.parse(housesSpec)
    const dataset = await readDataset(spec, Buffer.from(houses))
    const validation = { type: 'holdout', fraction: 0.25 }
    const given = { loss: 'gaussianNll', metric: 'validation.rmse', validation }
    const { result, diagnosis } = await diagnosed(dataset, given)
    const { rmse, coverage, sample } = diagnosis.values!
    assert.ok(Math.abs(rmse / result.value! - 1) < 1e-4)
    assert.equal(sample.length, diagnosis.rows)
    assert.ok(sample.every(({ interval, predicted }) => interval![0]! <= predicted))
    assert.equal(coverage?.length, 11)
  })
})
