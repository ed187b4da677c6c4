/**
 * Three frauds in a hundred: "no" for every row is right in 97 of 100 cases. A search must be able to judge by something
 * else, and to weigh classes.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { prepare } from '../../src/data/prepare/prepare.ts'
import { PreprocessSpec } from '../../src/data/prepare/preprocess.ts'
import { readDataset } from '../../src/data/read/read.ts'
import { DatasetSpec } from '../../src/data/spec.ts'
import { ValidationSpec } from '../../src/data/split/validation.ts'
import { decodeModel, evaluate } from '../../src/engine/network/model.ts'
import { uniforms } from '../../src/engine/rng.ts'
import { tf } from '../engine/backend-under-test.ts'
import { trainTrial } from '../engine/run-trial.ts'
import { type TestApi, testApi } from '../support/api.ts'
import { uploadCsv } from '../support/upload.ts'

/** Frauds have higher amounts, but there are more honest ones at every amount. */
const drawn = uniforms({ seed: 5, purpose: 'noise', stream: 1 }, 5 * 1200)
const csv = ['amount,hour,fraud']
  .concat(
    Array.from({ length: 1200 }, (_, row) => {
      const isFraud = row % 33 === 0
      const noise = [0, 1, 2, 3].reduce((sum, at) => sum + drawn[5 * row + at]! - 0.5, 0)
      const amount = (1.7 * noise + (isFraud ? 1.6 : 0)).toFixed(3)
      return `${amount},${Math.floor(24 * drawn[5 * row + 4]!)},${isFraud ? 'yes' : 'no'}`
    }),
  )
  .join('\n')
const datasetSpec = { name: 'fraud', format: 'csv', task: 'classification', target: 'fraud' }

const space = {
  layers: [
    { type: 'dense', units: 16, activation: 'tanh' },
    { type: 'dense', units: 'outputs' },
  ],
  loss: 'crossEntropy',
  optimizer: { type: 'adam', learningRate: 0.01 },
  batchSize: 64,
  epochs: 12,
}
const study = {
  name: 'fraud',
  dataset: 'fraud',
  objective: { metric: 'validation.f1', direction: 'maximize' },
  space,
  sampler: { type: 'random' },
  budget: { trials: 1 },
}

let api: TestApi
before(async () => {
  api = await testApi()
  assert.equal((await uploadCsv(api, datasetSpec, csv)).status, 201)
})
after(() => api.close())

const checked = (change: object) =>
  api.call('POST', '/v1/studies?validateOnly=true', { ...study, ...change })

for (const name of ['f1', 'balancedAccuracy', 'auc', 'recall', 'precision', 'logLoss']) {
  test(`validation.${name} is an objective`, async () => {
    const { status, body } = await checked({ objective: { metric: `validation.${name}` } })
    assert.equal(status, 200, JSON.stringify(body))
    assert.equal(body.spec.objective.direction, name === 'logLoss' ? 'minimize' : 'maximize')
  })
}

for (const [about, classWeights] of [
  ['fixed', { yes: 20 }],
  ['balanced', 'balanced'],
  ['a hole', { $choice: ['none', 'balanced', { yes: 10 }] }],
  ['a hole in a weight', { yes: { $float: { low: 1, high: 50, log: true } } }],
] as const) {
  test(`class weights are part of the training: ${about}`, async () => {
    const { status, body } = await checked({ space: { ...space, classWeights } })
    assert.equal(status, 200, JSON.stringify(body))
  })
}

for (const [about, classWeights, pointer] of [
  ['a class that is not there', { Yes: 20 }, '/space/classWeights/Yes'],
  ['a weight below 0', { yes: { $float: { low: -1, high: 5 } } }, '/space/classWeights/yes'],
  ['an unknown rule', 'inverse', '/space/classWeights'],
] as const) {
  test(`class weights are refused: ${about}`, async () => {
    const { status, body } = await checked({ space: { ...space, classWeights } })
    assert.equal(status, 422, JSON.stringify(body))
    const [error] = body.errors
    assert.ok(error.pointer.startsWith(pointer), JSON.stringify(body))
    assert.notEqual(error.detail, 'Invalid input')
  })
}

test('an area that a fold cannot have is refused before any trial fails', async () => {
  const few = csv.split('\n').filter((line, row) => row === 0 || line.endsWith('no') || row < 100)
  const name = 'few'
  assert.equal(
    (await uploadCsv(api, { ...datasetSpec, name, testFraction: 0 }, few.join('\n'))).status,
    201,
  )
  const study = { dataset: name, objective: { metric: 'validation.auc' } }
  const { status, body } = await checked({ ...study, validation: { type: 'kfold', folds: 4 } })
  assert.equal(status, 422, JSON.stringify(body))
  assert.equal(body.errors[0].pointer, '/objective/metric')
  assert.match(body.errors[0].detail, /only 3 rows .* use fewer folds/)
  const fewer = await checked({ ...study, validation: { type: 'kfold', folds: 3 } })
  assert.equal(fewer.status, 200, JSON.stringify(fewer.body))
})

test('balanced weights find the frauds that accuracy gives up', async () => {
  const dataset = await readDataset(DatasetSpec.parse(datasetSpec), Buffer.from(csv))
  const [data] = prepare(dataset, {
    preprocess: PreprocessSpec.parse({}),
    validation: ValidationSpec.parse({ type: 'holdout' }),
    seed: 1,
  })
  const found = async (spec: object, metric: string) => {
    const result = await trainTrial({
      tf,
      spec,
      data,
      seed: 1,
      orderSeed: 1,
      objective: { metric, direction: 'maximize' },
      onEpoch: async () => 'continue',
    })
    assert.equal(result.state, 'complete')
    return (await evaluate(tf, decodeModel(result.model), data.validation)).classes!.confusion![1]!
  }
  const [, byAccuracy] = await found(space, 'validation.accuracy')
  const [missed, byBalance] = await found(
    { ...space, classWeights: 'balanced' },
    'validation.balancedAccuracy',
  )
  assert.ok(byAccuracy! <= 1, `${byAccuracy} found`)
  assert.ok(byBalance! > missed!, `${byBalance} found, ${missed} missed`)
})
