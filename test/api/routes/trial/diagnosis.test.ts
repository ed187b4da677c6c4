import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Diagnosis } from '../../../../src/engine/diagnose/diagnosis.ts'
import { type TestApi, testApi } from '../../../support/api.ts'
import { houses, housesSpec, housesStudy, uploadCsv } from '../../../support/upload.ts'

const asked: { what: string; of: unknown }[] = []
const diagnosis: Diagnosis = {
  ...{ rows: 12, used: 12, folds: 1, classes: null },
  values: {
    ...{ bias: 0, rmse: 2, mae: 1, sample: [], worst: [], coverage: null, calibration: null },
    histogram: { edges: [0, 1], counts: [12], below: 0, above: 0 },
  },
}
const layers = [
  { type: 'dense', units: 4, activation: 'relu' },
  { type: 'dense', units: 'outputs' },
]
const spec = {
  layers,
  loss: 'meanSquaredError',
  optimizer: { type: 'adam', learningRate: 0.01 },
  batchSize: 8,
  epochs: 2,
}

let api: TestApi
let study: string
before(async () => {
  api = await testApi({
    predictor: {
      async diagnose(models, dataset, how) {
        asked.push({ what: String(models[0]!.bytes), of: { dataset, how } })
        return diagnosis
      },
      async checkFormats(_models, { trials }) {
        asked.push({ what: 'formats', of: trials.map(({ number }) => number) })
        const refused = { bytes: null, detail: 'no such layer', faults: [] }
        return [
          { format: 'onnx', bytes: 100, detail: null, faults: [] },
          { format: 'tfjs', ...refused },
        ]
      },
      rows: async (_dataset, rows) => rows.map((row) => ({ inputs: { size: row }, target: 1 })),
    },
  })
  await uploadCsv(api, housesSpec, houses)
  study = (await api.call('POST', '/v1/studies', { ...housesStudy, seed: 7 })).body.id
  const trial = `INSERT INTO trial (study_id, number, state, source, copy_of, split_seed, params, spec, provenance, values, value, rank_value)
    VALUES ($1, $2, $3, $4, $5, $6, '{}', $7, '{}', '{1}', 1, 1)`
  const rows: [string, string, number | null, number | null][] = [
    ['complete', 'suggested', null, null],
    ['complete', 'suggested', null, null],
    ['failed', 'suggested', null, null],
    ['complete', 'finalist', 0, 99],
    ['complete', 'refit', 0, null],
  ]
  for (const [number, row] of rows.entries()) {
    await api.db.pool.query(trial, [study, number, ...row, JSON.stringify(spec)])
  }
  for (const number of [0, 3, 4]) {
    const id = `model/${study}/${number}`
    await api.db.pool.query(`INSERT INTO blob (id, bytes, size) VALUES ($1, $2, 10)`, [
      id,
      Buffer.from(`model of ${number}`),
    ])
  }
})
after(() => api.close())

const get = (number: number, what: string, headers = {}) =>
  api.call('GET', `/v1/studies/${study}/trials/${number}/${what}`, undefined, headers)

describe('the diagnosis of a trial', () => {
  it('is that of its kept model on the rows that the study holds back, computed once', async () => {
    const before = asked.length
    const first = await get(0, 'diagnosis')
    assert.deepEqual(first.body, diagnosis)
    assert.deepEqual((await get(0, 'diagnosis')).body, diagnosis)
    const tag = String(first.headers.etag)
    assert.equal((await get(0, 'diagnosis', { 'if-none-match': tag })).status, 304)
    assert.equal(asked.length, before + 1)
    const dataset = await api.db.prisma.dataset.findFirst({ where: { name: 'houses' } })
    const validation = { type: 'holdout', fraction: 0.2, repeats: 1 }
    assert.deepEqual(asked.at(-1), {
      what: 'model of 0',
      of: { dataset: dataset?.blobId, how: { validation, seed: 7 } },
    })
  })

  it('takes the rows that a finalist held back', async () => {
    assert.equal((await get(3, 'diagnosis')).status, 200)
    const { how } = asked.at(-1)!.of as { how: { seed: number } }
    assert.equal(how.seed, 99)
  })

  it('is refused where no rows were held back, and where no model is kept', async () => {
    const refit = await get(4, 'diagnosis')
    assert.deepEqual([refit.status, refit.body.type], [409, 'urn:sweepd:problem:wrong-state'])
    assert.match(refit.body.detail, /Look at trial 0/)
    const dropped = await get(1, 'diagnosis')
    assert.deepEqual(
      [dropped.status, dropped.body.type],
      [404, 'urn:sweepd:problem:model-not-found'],
    )
    assert.match(dropped.body.detail, /sweepd reproduce/)
    assert.match((await get(2, 'diagnosis')).body.detail, /is failed/)
    assert.equal((await get(77, 'diagnosis')).body.type, 'urn:sweepd:problem:trial-not-found')
  })
})

it('the formats of a model say what cannot be exported', async () => {
  const { status, body } = await get(0, 'formats')
  assert.equal(status, 200)
  assert.deepEqual(asked.at(-1), { what: 'formats', of: [0] })
  assert.deepEqual(body.items[1], {
    format: 'tfjs',
    bytes: null,
    detail: 'no such layer',
    faults: [],
  })
})

describe('the network of a trial', () => {
  it('has shapes and counts, an upper bound until the model exists', async () => {
    const { status, body } = await get(1, 'network')
    assert.equal(status, 200)
    assert.equal(body.isExact, false)
    // size, age, three colours
    assert.deepEqual(body.inputShape, [5])
    assert.deepEqual(
      body.layers.map(({ outputShape }: { outputShape: number[] }) => outputShape),
      [[4], [1]],
    )
    assert.equal(body.parameterCount, 5 * 4 + 4 + 4 + 1)
  })

  it('is not known of trials that were trained elsewhere', async () => {
    const { body } = await api.call('POST', '/v1/studies', {
      objective: { metric: 'loss', direction: 'minimize' },
      space: { rate: { $float: { low: 0, high: 1 } } },
      budget: { trials: 3 },
    })
    const suggested = { clientId: 'me' }
    await api.call('POST', `/v1/studies/${body.id}/trials/suggest`, suggested)
    const { status } = await api.call('GET', `/v1/studies/${body.id}/trials/0/network`)
    assert.equal(status, 409)
  })
})

describe('rows of a dataset', () => {
  it('are answered in the order asked for', async () => {
    const { body } = await api.call('GET', '/v1/datasets/houses/rows?row=4&row=2')
    assert.deepEqual(
      body.items.map(({ inputs }: { inputs: object }) => inputs),
      [{ size: 4 }, { size: 2 }],
    )
  })

  it('are refused beyond the end, with a pointer', async () => {
    const { status, body } = await api.call('GET', '/v1/datasets/houses/rows?row=4&row=60')
    assert.equal(status, 422)
    assert.equal(body.errors[0].pointer, '/query/row/1')
    assert.match(body.errors[0].detail, /rows 0 to 59/)
  })
})
