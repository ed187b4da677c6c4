/** What the target cannot be turned into is refused at its place, before a trial is tried. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Json, type TestApi, testApi } from '../../support/api.ts'
import { houses, housesSpec, housesStudy, uploadCsv } from '../../support/upload.ts'

let api: TestApi
before(async () => {
  api = await testApi()
  await uploadCsv(api, housesSpec, houses)
  const balances = houses.replace('50,0,red,50000', '50,0,red,-50000')
  await uploadCsv(api, { ...housesSpec, name: 'balances' }, balances)
  const colours = { ...housesSpec, name: 'colours', task: 'classification', target: 'colour' }
  await uploadCsv(api, colours, houses)
})
after(() => api.close())

async function faults(dataset: string, preprocess: object, study: object = {}): Promise<Json[]> {
  const loss = dataset === 'colours' ? 'crossEntropy' : 'meanSquaredError'
  const answer = await api.call('POST', '/v1/studies/validate', {
    ...housesStudy,
    ...(dataset === 'colours' && { objective: 'validation.accuracy' }),
    dataset,
    space: { ...housesStudy.space, loss, preprocess },
    ...study,
  })
  return answer.status === 200 ? [] : answer.body.errors
}
const all = { $choice: ['standardize', 'log', 'boxCox', 'quantile'] }

test('a logarithm needs targets above 0, as one of several options too', async () => {
  assert.deepEqual(await faults('houses', { target: all }), [])
  assert.deepEqual(await faults('balances', { target: 'log' }), [
    {
      pointer: '/space/preprocess/target',
      detail:
        "log needs targets above 0, and 'price' goes down to -50000: use standardize or quantile",
    },
  ])
  const found = await faults('balances', { target: all })
  assert.deepEqual(
    found.map(({ pointer }) => pointer),
    ['/space/preprocess/target/$choice/1', '/space/preprocess/target/$choice/2'],
  )
  assert.deepEqual(await faults('balances', { target: 'quantile' }), [])
})

test('classes are not transformed', async () => {
  assert.deepEqual(await faults('colours', { target: 'log' }), [
    {
      pointer: '/space/preprocess/target',
      detail: 'only the target of a regression can be transformed',
    },
  ])
})

test('the loss does not judge between targets, but metrics of the target itself do', async () => {
  const byLoss = { objective: { metric: 'validation.loss', direction: 'minimize' } }
  const [fault, ...others] = await faults('houses', { target: all }, byLoss)
  assert.equal(fault?.pointer, '/objective/metric')
  assert.match(fault.detail, /cannot be compared .* use validation\.rmse/)
  assert.deepEqual(others, [])
  assert.deepEqual(await faults('houses', { target: 'log' }, byLoss), [])
  const same = { $choice: [{ target: 'log' }, { target: 'log', numeric: 'robustClip' }] }
  assert.deepEqual(await faults('houses', same, byLoss), [])
})

test('a margin is a number from 0, and not a negative one', async () => {
  for (const clipPredictions of [true, false, { margin: 0 }, { $choice: [false, { margin: 1 }] }]) {
    assert.deepEqual(await faults('houses', { clipPredictions }), [])
  }
  const [fault] = await faults('houses', { clipPredictions: { margin: -1 } })
  assert.match(fault?.pointer, /^\/space\/preprocess\/clipPredictions/)
})
