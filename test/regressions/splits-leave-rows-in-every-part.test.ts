/** Rows, folds and classes are known when a study is posted: it is refused then, instead of failing in every trial. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestApi, testApi } from '../support/api.ts'
import { uploadCsv } from '../support/upload.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const study = (dataset: string, validation: object) => ({
  name: dataset,
  dataset,
  objective: { metric: 'validation.accuracy', direction: 'maximize' },
  space: {
    layers: [{ type: 'dense', units: 'outputs' }],
    loss: 'crossEntropy',
    optimizer: { type: 'adam', learningRate: 0.01 },
    batchSize: 32,
    epochs: 2,
  },
  sampler: { type: 'random' },
  budget: { trials: 2 },
  seed: 1,
  validation,
})

async function faultsOf(dataset: string, validation: object): Promise<string[]> {
  const body = study(dataset, validation)
  const checked = await api.call('POST', '/v1/studies?validateOnly=true', body)
  const posted = await api.call('POST', '/v1/studies', body)
  assert.equal(checked.status === 200, posted.status === 201)
  if (posted.status === 201) return []
  assert.deepEqual([checked.status, posted.status], [422, 422])
  assert.deepEqual(checked.body.errors, posted.body.errors)
  return posted.body.errors.map(({ pointer }: { pointer: string }) => pointer)
}

const add = (name: string, csv: string) =>
  uploadCsv(api, { name, format: 'csv', task: 'classification', target: 'y' }, csv)

test('more folds than rows', async () => {
  await add('four', 'a,y\n1,x\n2,x\n3,z\n4,z\n')
  assert.deepEqual(await faultsOf('four', { type: 'kfold', folds: 5 }), ['/validation/folds'])
  assert.deepEqual(await faultsOf('four', { type: 'kfold', folds: 2 }), [])
})

test('a share that holds no row back', async () => {
  assert.deepEqual(await faultsOf('four', { type: 'holdout', fraction: 0.1 }), [
    '/validation/fraction',
  ])
})

test('a class that is validated on and never trained on', async () => {
  await add(
    'sorted',
    `a,y\n${[...'uuuuuuvvvvww'].map((label, row) => `${row},${label}`).join('\n')}`,
  )
  assert.deepEqual(await faultsOf('sorted', { type: 'holdout', order: true }), [
    '/validation/fraction',
  ])
  assert.deepEqual(await faultsOf('sorted', { type: 'holdout', fraction: 0.25 }), [])
})
