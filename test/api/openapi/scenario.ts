/** One use of every operation: what the API answers to it are the examples of answers in the OpenAPI document. */
import assert from 'node:assert/strict'
import { bodyExamples } from '../../../src/api/openapi/examples.ts'
import { takeNumbers } from '../../../src/db/tables/studies/change-study.ts'
import { insertTrials, type NewTrial } from '../../../src/db/tables/trials/insert-trials.ts'
import { writeHeartbeat } from '../../../src/db/tables/workers.ts'
import type { Diagnosis } from '../../../src/engine/diagnose/diagnosis.ts'
import type { Evaluation } from '../../../src/engine/metrics/evaluation.ts'
import type { FormatCheck } from '../../../src/export/check-formats.ts'
import type { Analysis } from '../../../src/study/analysis/analysis.ts'
import { analyses } from '../../../src/study/analysis/index.ts'
import { ensureBuiltins } from '../../../src/study/datasets.ts'
import { type Answer, type Json, type TestApi, testApi } from '../../support/api.ts'
import { uploadCsv } from '../../support/upload.ts'

/** By operation, then by status. */
export type Answers = Record<string, Record<string, Json>>

/** The same requests on a new database, in the same order: long lists of answers are cut. */
export async function answersOfScenario(): Promise<Answers> {
  const api = await testApi({ predictor })
  try {
    return await answersOf(api)
  } finally {
    await api.close()
  }
}

async function answersOf(api: TestApi): Promise<Answers> {
  const answers: Answers = {}
  const keep = (operation: string, { status, body }: Answer): Json => {
    assert.ok(status < 300, `${operation} ${status} ${JSON.stringify(body)}`)
    answers[operation] = { ...answers[operation], [status]: cut(body) }
    return body
  }
  const get = async (operation: string, url: string) => keep(operation, await api.call('GET', url))
  const post = async (operation: string, url: string, body?: object, headers = {}) =>
    keep(operation, await api.call('POST', url, body, headers))

  await ensureBuiltins(api.db)
  await writeHeartbeat(api.db.pool, worker, { isDraining: false, trouble: null })

  const study = bodyOf('createStudy', 'external')
  const key = { 'idempotency-key': 'my-first-study' }
  const { id } = await post('createStudy', '/v1/studies', study, key)
  await post('createStudy', '/v1/studies', study, key)
  const at = `/v1/studies/${id}`
  await post('validateStudy', '/v1/studies/validate', study)
  await post('previewSpace', '/v1/spaces/preview', bodyOf('previewSpace', 'external'))

  const ask = { clientId: 'laptop', count: 12 }
  const { trials } = await post('suggestTrials', `${at}/trials/suggest`, ask)
  for (const { number } of trials.slice(0, 10)) {
    const trial = `${at}/trials/${number}`
    for (const step of [1, 2]) {
      const value = (number + 2) / (4 * step)
      await post('reportTrial', `${trial}/report`, { clientId: 'laptop', step, value })
    }
    await post('completeTrial', `${trial}/complete`, {
      clientId: 'laptop',
      value: (number + 2) / 12,
    })
  }
  const failed = { number: 10, clientId: 'laptop', state: 'failed', reason: 'out of memory' }
  await post('completeTrials', `${at}/trials/complete`, { trials: [failed] })
  await post('cancelTrial', `${at}/trials/11/cancel`)
  await post('enqueueTrial', `${at}/trials`, bodyOf('enqueueTrial', 'enqueue'))

  await get('listTrials', `${at}/trials?limit=2`)
  await get('exportStudy', `${at}/export?format=json`)
  await get('getTrial', `${at}/trials/0`)
  await get('getTrialMetrics', `${at}/trials/0/metrics`)
  await get('getLeaderboard', `${at}/leaderboard?limit=2`)
  const where = encodeURIComponent(JSON.stringify({ state: ['complete'], value: { to: 0.5 } }))
  await get('getTrialTable', `${at}/table?limit=2&count=true&where=${where}`)
  for (const [name, { example }] of Object.entries<Analysis>(analyses)) {
    const query = new URLSearchParams(example('learningRate', 'depth'))
    await get(`get${name[0]!.toUpperCase()}${name.slice(1)}`, `${at}/${name}?${query}`)
  }
  await get('getTimeline', `${at}/timeline`)
  await get('diagnoseStudy', `${at}/diagnosis`)
  await get('getStudy', at)
  await get('listStudies', '/v1/studies?history=true')

  const flowers = await trainedStudy(api)
  const { value: rows } = bodyExamples.predict!.rows!
  await post('predict', `${flowers}/trials/0/predict`, rows)
  await post('evaluateTrial', `${flowers}/trials/0/evaluate`)
  await post('predictWithStudy', `${flowers}/predict`, rows)
  await post('evaluateStudy', `${flowers}/evaluate`)
  await get('getTrialRecipe', `${flowers}/trials/0/recipe`)
  await get('diagnoseTrial', `${flowers}/trials/0/diagnosis`)
  await get('checkTrialFormats', `${flowers}/trials/0/formats`)

  await post('cancelStudy', `${flowers}/cancel`)
  await post('trainFinalists', `${flowers}/finalists`, bodyOf('trainFinalists', 'three'))
  await api.db.pool.query(trainedFinalists)
  await get('getTrialNetwork', `${flowers}/trials/1/network`)
  await get('getFinalists', `${flowers}/finalists`)

  keep('patchStudy', await api.call('PATCH', at, bodyOf('patchStudy', 'budget')))
  keep('deleteStudy', await api.call('DELETE', `${at}?undo=600`))
  for (const verb of ['restore', 'pause', 'resume', 'cancel'])
    await post(`${verb}Study`, `${at}/${verb}`)

  const { spec, file } = bodyOf('addDataset', 'csv')
  keep('inspectDataset', await uploadCsv(api, spec, file, '/v1/datasets/inspect'))
  const dataset = `/v1/datasets/${keep('addDataset', await uploadCsv(api, spec, file)).id}`
  await get('getDataset', dataset)
  await get('previewDataset', `${dataset}/preview?limit=2`)
  await get('getDatasetHistograms', `${dataset}/histograms`)
  await get('getDatasetPictures', '/v1/datasets/mnist/pictures?limit=1')
  await get('getDatasetRows', `${dataset}/rows?row=3&row=1`)
  await get('listDatasets', '/v1/datasets?limit=1')

  // on a slow machine, the heartbeat at the beginning is too old by now
  await writeHeartbeat(api.db.pool, worker, { isDraining: false, trouble: null })
  await get('listWorkers', '/v1/workers')
  await get('getReadiness', '/readyz')
  for (const registry of registries) {
    await get(`list${registry[0]!.toUpperCase()}${registry.slice(1)}`, `/v1/${registry}`)
  }
  await get('getHealth', '/healthz')
  return answers
}

const bodyOf = (operation: string, name: string): Json => bodyExamples[operation]![name]!.value

const registries = 'samplers pruners layers losses optimizers schedules formats metrics'.split(' ')

/** The path of a study whose trial 0 has a model: no worker runs here. */
export async function trainedStudy(api: TestApi): Promise<string> {
  const { body } = await api.call('POST', '/v1/studies', bodyOf('createStudy', 'smallest'))
  const sql = api.db.pool
  const number = await takeNumbers(sql, { studyId: body.id, count: 1, suggested: 1 })
  const trial: NewTrial = {
    ...{ number, state: 'complete', source: 'suggested', params: {}, spec: flowerSpec },
    provenance: {},
    values: [0.97],
    rankValue: -0.97,
  }
  await insertTrials(sql, body.id, [trial])
  await sql.query(`INSERT INTO blob (id, bytes, size) VALUES ($1, 'model', 5)`, [
    `model/${body.id}/${number}`,
  ])
  return `/v1/studies/${body.id}`
}

const flowerSpec = {
  layers: [
    { type: 'dense', units: 16, activation: 'relu' },
    { type: 'dense', units: 'outputs' },
  ],
  loss: 'crossEntropy',
  optimizer: { type: 'adam', learningRate: 0.01 },
  batchSize: 16,
  epochs: 9,
}

/** As if a worker had trained the finalists. */
const trainedFinalists = `UPDATE trial SET state = 'complete', step = 7, last_step = 9, value = 0.95 + number / 1000.0,
  values = ARRAY[0.95 + number / 1000.0], ended_at = now() WHERE copy_of IS NOT NULL`

const worker = {
  ...{ id: 'gpu-1-4711', host: 'gpu-1', pid: 4711, trainers: 4, backend: 'tensorflow' },
  ...{ device: 'cuda', library: 'tensorflow 2.9.1', hardware: 'NVIDIA H100', advice: null },
  ...{ cores: 16, memoryBytes: 128e9, gpus: 1, gpuMemoryBytes: 80e9 },
  startedAt: new Date(),
}

const evaluation: Evaluation = {
  rows: 30,
  metrics: { loss: 0.09, accuracy: 0.967 },
  classes: [
    { label: 'setosa', precision: 1, recall: 1, f1: 1, support: 10 },
    { label: 'versicolor', precision: 1, recall: 0.9, f1: 0.947, support: 10 },
    { label: 'virginica', precision: 0.909, recall: 1, f1: 0.952, support: 10 },
  ],
  confusion: [
    [10, 0, 0],
    [0, 9, 1],
    [0, 0, 10],
  ],
}

const wrongRow = {
  row: 83,
  label: 'versicolor',
  predicted: 'virginica',
  probability: 0.74,
  ofLabel: 0.25,
}

const diagnosis: Diagnosis = {
  ...{ rows: 24, used: 24, folds: 1, values: null },
  classes: {
    classes: [
      { label: 'setosa', precision: 1, recall: 1, f1: 1, support: 8 },
      { label: 'versicolor', precision: 1, recall: 0.875, f1: 0.933, support: 8 },
      { label: 'virginica', precision: 0.889, recall: 1, f1: 0.941, support: 8 },
    ],
    hiddenClasses: 0,
    confusion: [
      [8, 0, 0],
      [0, 7, 1],
      [0, 0, 8],
    ],
    mistakes: [wrongRow],
    sample: [wrongRow],
    calibration: {
      bins: [{ from: 0.9, to: 1, rows: 20, confidence: 0.975, accuracy: 1 }],
      error: 0.021,
    },
  },
}

const predictor = {
  diagnose: async () => diagnosis,
  checkFormats: async (): Promise<FormatCheck[]> => [
    { format: 'onnx', bytes: 2_916, detail: null, faults: [] },
    {
      format: 'keras-weights',
      bytes: null,
      detail: 'The model cannot be exported: the layer scaling, Keras has no such layer',
      faults: [{ pointer: '/spec/layers/0', detail: 'the layer scaling: Keras has no such layer' }],
    },
  ],
  rows: async (_: unknown, rows: readonly number[]) =>
    rows.map((row) => ({ inputs: { size: 52 + row, rooms: 2 }, target: 104_000 + row })),
  predict: async (_: unknown, inputs: readonly unknown[]) =>
    inputs.map(() => ({ label: 'setosa', probabilities: [0.985, 0.014, 0.001] })),
  evaluate: async () => evaluation,
}

/** The first two of each long list. */
function cut(value: Json): Json {
  if (Array.isArray(value)) return value.slice(0, value.length > 4 ? 2 : 4).map(cut)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cut(inner)]))
}
