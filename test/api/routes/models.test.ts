import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Json, type TestApi, testApi } from '../../support/api.ts'
import { houses, housesSpec, housesStudy, uploadCsv } from '../../support/upload.ts'

const asked: { what: string; model: string; of: unknown }[] = []
const evaluation = { rows: 12, metrics: { loss: 0.1, rmse: 2 } }

/** The bytes of the only model, or of each with its weight. */
const textOf = (models: readonly { bytes: Uint8Array; weight: number }[]) =>
  models.length === 1
    ? String(models[0]!.bytes)
    : models.map(({ bytes, weight }) => `${weight} ${bytes}`).join(', ')

let api: TestApi
let study: string
before(async () => {
  api = await testApi({
    predictor: {
      async predict(models, inputs) {
        asked.push({ what: 'predict', model: textOf(models), of: inputs })
        return inputs.map(() => ({ value: 1, deviation: 0.5 }))
      },
      async evaluate(models, dataset) {
        asked.push({ what: 'evaluate', model: textOf(models), of: dataset })
        return evaluation
      },
      async export(models, format, origin) {
        const model = models.map(({ bytes, weight }) => `${weight} of ${bytes}`).join()
        asked.push({ what: `export ${format}`, model, of: origin })
        return Buffer.from([1, 2, 255])
      },
    },
  })
  await uploadCsv(api, housesSpec, houses)
  study = (await api.call('POST', '/v1/studies', housesStudy)).body.id
  const trial = `INSERT INTO trial (study_id, number, state, source, params, spec, provenance, values, value, rank_value)
    VALUES ($1, $2, $3, 'suggested', '{}', '{}', '{}', '{1}', 1, 1)`
  for (const [number, state] of ['complete', 'complete', 'failed'].entries()) {
    await api.db.pool.query(trial, [study, number, state])
  }
  await api.db.pool.query(`INSERT INTO blob (id, bytes, size) VALUES ($1, 'model of 0', 10)`, [
    `model/${study}/0`,
  ])
})
after(() => api.close())

const post = (number: number, verb: string, body?: object) =>
  api.call('POST', `/v1/studies/${study}/trials/${number}/${verb}`, body)

describe('predict', () => {
  it('asks the trial’s model and answers a prediction for each row', async () => {
    const inputs = [{ size: 1 }, { size: 2 }]
    const { status, body } = await post(0, 'predict', { inputs })
    assert.equal(status, 200)
    assert.deepEqual(body.predictions, [
      { value: 1, deviation: 0.5 },
      { value: 1, deviation: 0.5 },
    ])
    assert.deepEqual(asked.at(-1), { what: 'predict', model: 'model of 0', of: inputs })
  })

  it('says why a trial has no model', async () => {
    for (const [number, why] of [
      [1, /keepModels/],
      [2, /failed/],
    ] as const) {
      const { status, body } = await post(number, 'predict', { inputs: [{}] })
      assert.equal(status, 404)
      assert.equal(body.type, 'urn:sweepd:problem:model-not-found')
      assert.match(body.detail, why)
    }
  })

  it('answers 400 without inputs', async () => {
    for (const body of [{}, { inputs: [] }, { inputs: {} }, { rows: [{}] }]) {
      assert.equal((await post(0, 'predict', body)).status, 400)
    }
  })
})

describe('evaluate', () => {
  it('touches the test rows once, and remembers what it found', async () => {
    const before = asked.length
    assert.deepEqual((await post(0, 'evaluate')).body, evaluation)
    assert.deepEqual((await post(0, 'evaluate', {})).body, evaluation)
    assert.equal(asked.length, before + 1)
    const dataset = await api.db.prisma.dataset.findFirst({ where: { name: 'houses' } })
    assert.equal(asked.at(-1)?.of, dataset?.blobId)
    const trial = await api.call('GET', `/v1/studies/${study}/trials/0`)
    assert.deepEqual(trial.body.test, evaluation)
  })

  it('answers 404 where no model is kept', async () => {
    assert.equal((await post(1, 'evaluate')).status, 404)
  })
})

describe('a model that is downloaded', () => {
  const get = (url: string) => api.call('GET', `/v1/studies/${study}/${url}`)

  it('is the file of its format, with the facts of its card', async () => {
    const answer = await api.app.inject(`/v1/studies/${study}/trials/0/model?format=savedmodel`)
    assert.equal(answer.statusCode, 200)
    assert.deepEqual([...answer.rawPayload], [1, 2, 255])
    assert.equal(answer.headers['content-type'], 'application/zip')
    assert.equal(
      answer.headers['content-disposition'],
      'attachment; filename="prices-trial-0-savedmodel.zip"',
    )
    const { what, of } = asked.at(-1)! as { what: string; of: Json }
    assert.equal(what, 'export savedmodel')
    assert.deepEqual(of.study, { id: study, name: 'prices', seed: 0 })
    assert.deepEqual(of.objective, housesStudy.objective)
    assert.deepEqual(of.finalists, [])
    const [trial] = of.trials
    assert.deepEqual([trial.number, trial.seed, trial.value], [0, null, 1])
    assert.match(of.dataset.sha256, /^[0-9a-f]{64}$/)
  })

  it('may be its card alone, as JSON', async () => {
    const answer = await api.app.inject(`/v1/studies/${study}/trials/0/model?format=card`)
    assert.equal(answer.statusCode, 200)
    assert.deepEqual([...answer.rawPayload], [1, 2, 255])
    assert.match(String(answer.headers['content-type']), /^application\/json/)
    assert.equal(
      answer.headers['content-disposition'],
      'attachment; filename="prices-trial-0-card.json"',
    )
  })

  it('may be that of the best trial, or of the study', async () => {
    for (const path of ['best/model', 'model']) {
      const { status } = await get(`${path}?format=savedmodel`)
      assert.equal(status, 200)
      const { of } = asked.at(-1)! as { of: Json }
      assert.equal(of.trials[0].number, 0)
    }
  })

  it('may be a blend of several trials', async () => {
    await api.db.pool.query(`INSERT INTO blob (id, bytes, size) VALUES ($1, 'model of 1', 10)`, [
      `model/${study}/1`,
    ])
    const members = [
      { trial: 1, weight: 0.75 },
      { trial: 0, weight: 0.25 },
    ]
    await api.db.pool.query('UPDATE study SET model = $1 WHERE id = $2', [
      { type: 'blend', members },
      study,
    ])
    const { status, headers } = await get('model?format=onnx')
    assert.equal(status, 200)
    assert.match(String(headers['content-disposition']), /prices-blend-onnx\.onnx/)
    const { model, of } = asked.at(-1)! as { model: string; of: Json }
    assert.equal(model, '0.75 of model of 1,0.25 of model of 0')
    assert.deepEqual(
      of.trials.map(({ number }: Json) => number),
      [1, 0],
    )
    await api.db.pool.query(`DELETE FROM blob WHERE id = $1`, [`model/${study}/1`])
  })

  it('is refused in an unknown format, without a model, without a best trial', async () => {
    const unknown = await get('trials/0/model?format=pickle')
    assert.equal(unknown.status, 400)
    assert.equal(unknown.body.errors[0].pointer, '/query/format')
    const none = await get('trials/1/model?format=savedmodel')
    assert.equal(none.body.type, 'urn:sweepd:problem:model-not-found')
    const { body } = await api.call('POST', '/v1/studies', { ...housesStudy, name: 'other' })
    const early = await api.call('GET', `/v1/studies/${body.id}/best/model?format=savedmodel`)
    assert.equal(early.status, 404)
    assert.match(early.body.detail, /has completed/)
  })
})

describe('the model of a study', () => {
  const ofStudy = (verb: string, body?: object) =>
    api.call('POST', `/v1/studies/${study}/${verb}`, body)
  const setModel = (model: object | null) =>
    api.db.pool.query('UPDATE study SET model = $2, test = NULL WHERE id = $1', [
      study,
      model && JSON.stringify(model),
    ])

  it('is the best trial’s until there is a final one', async () => {
    await setModel(null)
    const inputs = [{ size: 1 }]
    assert.equal((await ofStudy('predict', { inputs })).status, 200)
    assert.deepEqual(asked.at(-1), { what: 'predict', model: 'model of 0', of: inputs })
    const { body } = await api.call('GET', `/v1/studies/${study}`)
    assert.deepEqual(body.model, { type: 'trial', members: [{ trial: 0, weight: 1 }] })
  })

  it('is the mean of its members by their weights, and is evaluated once', async () => {
    await api.db.pool.query(`INSERT INTO blob (id, bytes, size) VALUES ($1, 'model of 1', 10)`, [
      `model/${study}/1`,
    ])
    const members = [
      { trial: 0, weight: 0.25 },
      { trial: 1, weight: 0.75 },
    ]
    await setModel({ type: 'blend', members })
    await ofStudy('predict', { inputs: [{ size: 1 }] })
    assert.equal(asked.at(-1)?.model, '0.25 model of 0, 0.75 model of 1')
    const before = asked.length
    assert.deepEqual((await ofStudy('evaluate')).body, evaluation)
    assert.deepEqual((await ofStudy('evaluate')).body, evaluation)
    assert.equal(asked.length, before + 1)
    await setModel(null)
  })

  it('is missing without a complete trial, and refuses rows as a trial does', async () => {
    assert.equal((await ofStudy('predict', { inputs: [] })).status, 400)
    const { body } = await api.call('POST', '/v1/studies', housesStudy)
    // the best so far, but it has no model yet
    await api.db.pool.query(
      `INSERT INTO trial (study_id, number, state, source, params, spec, provenance, values, value, step, lease_expires_at)
       VALUES ($1, 0, 'running', 'suggested', '{}', '{"epochs": 3}', '{}', '{}', 1, 1, now() + interval '1 hour')`,
      [body.id],
    )
    const missing = await api.call('POST', `/v1/studies/${body.id}/evaluate`)
    assert.deepEqual(
      [missing.status, missing.body.type],
      [404, 'urn:sweepd:problem:model-not-found'],
    )
    assert.equal((await api.call('POST', '/v1/studies/none/evaluate')).status, 404)
  })
})
