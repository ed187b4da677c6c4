/** A forecast is judged by what comes later: neighbours in time are too much alike to validate on. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestApi, testApi } from '../support/api.ts'
import { uploadCsv } from '../support/upload.ts'

let api: TestApi
before(async () => {
  api = await testApi()
  const rows = Array.from({ length: 120 }, (_, week) => {
    const day = new Date(Date.UTC(2024, 0, 1 + 7 * week)).toISOString().slice(0, 10)
    return `${week},${day},s${week % 4},${100 + week},${101 + week}`
  })
  const csv = ['week,day,shop,lag,sales', ...rows].join('\n')
  const spec = { name: 'sales', format: 'csv', task: 'regression', target: 'sales' }
  await uploadCsv(api, { ...spec, ignore: ['day'] }, csv)
  await uploadCsv(api, { ...spec, name: 'ordered', test: { order: 'week' } }, csv)
})
after(() => api.close())

const post = (dataset: string, validation?: object) =>
  api.call('POST', '/v1/studies', {
    name: dataset,
    dataset,
    objective: { metric: 'validation.rmse', direction: 'minimize' },
    space: {
      layers: [{ type: 'dense', units: 'outputs' }],
      loss: 'meanSquaredError',
      optimizer: { type: 'adam', learningRate: 0.01 },
      batchSize: 32,
      epochs: 2,
    },
    sampler: { type: 'random' },
    budget: { trials: 1 },
    ...(validation && { validation }),
  })

for (const validation of [
  { type: 'holdout', fraction: 0.2, order: 'week' },
  { type: 'holdout', fraction: 0.2, order: 'day' }, // no input
  { type: 'kfold', folds: 4, order: true },
  { type: 'kfold', folds: 4, group: 'shop' },
]) {
  test(`takes ${JSON.stringify(validation)}`, async () => {
    const { status, body } = await post('sales', validation)
    assert.equal(status, 201, JSON.stringify(body))
    assert.deepEqual(body.spec.validation, { ...validation, repeats: 1 })
  })
}

test('refuses a column that is not there, with the names that are like it', async () => {
  const { status, body } = await post('sales', { type: 'holdout', order: 'weak' })
  assert.equal(status, 422)
  assert.deepEqual(body.errors, [
    {
      pointer: '/validation/order',
      detail: 'the dataset has no column \'weak\'; did you mean "week"?',
    },
  ])
})

test('refuses more folds than a column has values', async () => {
  const { body } = await post('sales', { type: 'kfold', folds: 5, group: 'shop' })
  assert.deepEqual(
    body.errors.map(({ pointer }: { pointer: string }) => pointer),
    ['/validation/folds'],
  )
})

test('a study that gives no validation follows the choice of the test rows', async () => {
  const { body: dataset } = await api.call('GET', '/v1/datasets/ordered')
  assert.equal(dataset.testRows, 12)
  const { body } = await post('ordered')
  assert.deepEqual(body.spec.validation, {
    type: 'holdout',
    fraction: 0.2,
    order: 'week',
    repeats: 1,
  })
})
