import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ClaimedTrial } from '../../src/db/tables/trials/claim-trials.ts'
import { storedSpec } from '../../src/study/study-spec.ts'
import { trainRequest, trialToTrain } from '../../src/worker/train-request.ts'

const study = {
  seed: 3,
  spec: storedSpec({
    spec: JSON.stringify({
      name: 'asked',
      dataset: 'd',
      objective: { metric: 'validation.rmse', direction: 'minimize' },
      space: {},
      validation: { type: 'kfold', folds: 3 },
      pruner: { type: 'asha', minResource: 2, reductionFactor: 2 },
      seed: 3,
    }),
  }),
}

function claimed(change: object = {}): ClaimedTrial {
  return {
    studyId: 's',
    number: 4,
    fencing: 2,
    params: {},
    spec: {
      layers: [{ type: 'dense', units: 'outputs' }],
      loss: 'meanSquaredError',
      optimizer: 'adam',
      batchSize: 10,
      epochs: 9,
      preprocess: { missing: 'median' },
      ...change,
    },
    attempt: 1,
    lastStep: null,
    step: null,
    value: null,
    parent: null,
    outOfMemory: 0,
    source: 'suggested',
    copyOf: null,
    seed: null,
    splitSeed: null,
    keepsHeldOut: false,
  }
}

const from = { datasetPath: '/d', checkpoint: null }

test('a trainer is sent what was parsed, with every default', () => {
  const trial = trialToTrain(claimed())
  const { spec, preprocess, validation, ...request } = trainRequest(study, trial, from)
  assert.equal('learningRate' in spec.optimizer && typeof spec.optimizer.learningRate, 'number')
  assert.deepEqual([preprocess.missing, preprocess.standardize], ['median', true])
  assert.deepEqual(validation, study.spec.validation)
  assert.deepEqual([request.key, request.decisionSteps], ['s/4/2', [2, 4, 8]])
  assert.deepEqual([request.keepsHeldOut, request.endsByTime], [false, false])
  assert.equal(request.isOrdered, false)
})

test('a trainer is told that a search ends by time', () => {
  const limited = { ...study, spec: { ...study.spec, budget: { seconds: 6 } } }
  assert.equal(trainRequest(limited, trialToTrain(claimed()), from).endsByTime, true)
})

test('each trial of a study has a seed of its own, and the order of rows is the study’s', () => {
  const trial = trialToTrain(claimed())
  const [one, other] = [4, 5].map((number) => trainRequest(study, { ...trial, number }, from))
  assert.notEqual(one!.seed, other!.seed)
  assert.deepEqual([one!.orderSeed, other!.orderSeed], [3, 3])
})

test('a specification that cannot be trained is an error with every fault', () => {
  assert.throws(() => trialToTrain(claimed({ epochs: 0, loss: 'none' })), /loss.*epochs/)
})

test('a copy trains with its own seed and rows, and no pruner judges it', () => {
  const copy = { ...trialToTrain(claimed()), copyOf: 1, seed: 77, splitSeed: 78 }
  const { seed, orderSeed, decisionSteps } = trainRequest(study, copy, from)
  assert.deepEqual(
    { seed, orderSeed, decisionSteps },
    { seed: 77, orderSeed: 78, decisionSteps: [] },
  )
})
