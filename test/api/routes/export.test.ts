import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Json, type TestApi, testApi } from '../../support/api.ts'
import { createExternal } from '../../support/external-study.ts'
import { queryFile } from '../../support/query-file.ts'

let api: TestApi
let id: string
before(async () => {
  api = await testApi()
  id = await createExternal(api, {
    name: 'exported',
    objective: undefined,
    objectives: [
      { metric: 'loss', direction: 'minimize' },
      { metric: 'size', direction: 'minimize' },
    ],
    space: {
      units: { $int: { low: 1, high: 100 } },
      optimizer: {
        $choice: [
          { type: 'adam', rate: { $float: { low: 0.001, high: 1, log: true } } },
          { type: 'sgd', momentum: { $choice: [0, 0.9] } },
        ],
      },
      isDeep: { $choice: [true, false] },
      note: { $choice: ['=SUM(A1)', 'a,b', ''] },
      mixed: { $choice: [null, 1, 'x'] },
    },
  })
  const add = (body: object) => api.call('POST', `/v1/studies/${id}/trials`, body)
  const answers = [
    await add({
      params: { ...base, optimizer: 'adam', 'optimizer[adam].rate': 0.1 },
      values: [0.25, 7],
      reports: [
        { step: 1, value: 0.5 },
        { step: 3, value: 0.25 },
      ],
    }),
    await add({
      params: { ...base, note: '', mixed: 1, optimizer: 'sgd', 'optimizer[sgd].momentum': 0.9 },
      state: 'failed',
      reason: 'said "no"\nand went',
    }),
    await add({ params: { ...base, optimizer: 'sgd', 'optimizer[sgd].momentum': 0 } }),
  ]
  for (const { status, body } of answers) assert.equal(status, 201, JSON.stringify(body))
})
after(() => api.close())

const base = { units: 8, isDeep: true, note: '=SUM(A1)', mixed: null }

/** Parameters in the order of the stored space. */
const columns = [
  ...[
    'number',
    'state',
    'source',
    'copyOf',
    'seed',
    'value',
    'values[0]',
    'values[1]',
    'step',
    'lastStep',
    'reason',
  ],
  ...['startedAt', 'endedAt', 'durationMs', 'attempt', 'device', 'execution', 'peakBytes'],
  ...['provenance.sampler', 'provenance.phase', 'provenance.parent'],
  ...['params.note', 'params.mixed', 'params.units', 'params.isDeep', 'params.optimizer'],
  ...['params.optimizer[adam].rate', 'params.optimizer[sgd].momentum'],
]

async function exported(query: string): Promise<{ bytes: Buffer; headers: Json }> {
  const url = `/v1/studies/${id}/export${query}`
  const answer = await api.app.inject({ method: 'GET', url })
  assert.equal(answer.statusCode, 200, answer.body)
  return { bytes: answer.rawPayload, headers: answer.headers }
}

describe('GET /v1/studies/{id}/export', () => {
  it('answers CSV with a column for each parameter', async () => {
    const { bytes, headers } = await exported('')
    assert.match(headers['content-type'], /^text\/csv/)
    assert.match(headers['content-disposition'], /filename="[\w-]+-trials\.csv"/)
    const [head] = bytes.toString().split('\n')
    assert.equal(head, columns.join(','))
    const read = await queryFile(
      bytes,
      (file) =>
        `SELECT number::INTEGER, state, "values[1]"::DOUBLE, reason, "params.units"::INTEGER, "params.optimizer[adam].rate",
           "params.optimizer[sgd].momentum", "params.isDeep", "params.note", "params.mixed"
         FROM read_csv(${file}, allow_quoted_nulls = false)`,
    )
    assert.deepEqual(read, tableRows)
  })

  it('answers the same table as Parquet, with types', async () => {
    const { bytes, headers } = await exported('?format=parquet')
    assert.equal(headers['content-type'], 'application/vnd.apache.parquet')
    const described = await queryFile(
      bytes,
      (file) =>
        `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${file}))`,
    )
    const types = Object.fromEntries(described) as Record<string, string>
    assert.deepEqual(Object.keys(types), columns)
    assert.deepEqual(
      [
        ...['number', 'value', 'state', 'endedAt', 'params.units'],
        ...['params.optimizer[sgd].momentum', 'params.isDeep', 'params.mixed'],
      ].map((name) => types[name]),
      [
        ...['BIGINT', 'DOUBLE', 'VARCHAR', 'TIMESTAMP WITH TIME ZONE', 'BIGINT'],
        ...['DOUBLE', 'BOOLEAN', 'VARCHAR'],
      ],
    )
    const read = await queryFile(
      bytes,
      (file) =>
        `SELECT number::INTEGER, state, "values[1]"::DOUBLE, reason, "params.units"::INTEGER, "params.optimizer[adam].rate",
           "params.optimizer[sgd].momentum", "params.isDeep", "params.note", "params.mixed"
         FROM read_parquet(${file})`,
    )
    assert.deepEqual(read, tableRows)
  })

  it('answers JSON with what each trial is answered with', async () => {
    const { bytes } = await exported('?format=json')
    const { body } = await api.call('GET', `/v1/studies/${id}/trials`)
    assert.deepEqual(JSON.parse(bytes.toString()), body.items)
  })

  it('answers the epochs: a row for each report', async () => {
    const csv = (await exported('?epochs=true')).bytes.toString()
    assert.equal(csv, 'number,step,value\n0,1,0.5\n0,3,0.25\n')
    const { bytes } = await exported('?epochs=true&format=json')
    const epoch = { number: 0, train: {}, validation: {} }
    assert.deepEqual(JSON.parse(bytes.toString()), [
      { ...epoch, step: 1, value: 0.5 },
      { ...epoch, step: 3, value: 0.25 },
    ])
    const parquet = (await exported('?epochs=true&format=parquet')).bytes
    const read = await queryFile(parquet, (file) => `SELECT sum(value) FROM read_parquet(${file})`)
    assert.deepEqual(read, [[0.75]])
  })

  it('answers a study without trials with the columns alone', async () => {
    const empty = await createExternal(api)
    const read = async (format: string) =>
      (await api.app.inject({ method: 'GET', url: `/v1/studies/${empty}/export?format=${format}` }))
        .rawPayload
    assert.match((await read('csv')).toString(), /^number,state,[^\n]+\n$/)
    assert.deepEqual(JSON.parse((await read('json')).toString()), [])
    const rows = await queryFile(
      await read('parquet'),
      (file) => `SELECT count(*)::INTEGER FROM read_parquet(${file})`,
    )
    assert.deepEqual(rows, [[0]])
  })

  it('answers more trials than a page holds, each once', async () => {
    const large = await createExternal(api)
    await api.db.pool.query(
      `INSERT INTO trial (study_id, number, state, source, params, spec, provenance, "values", value, rank_value, violations)
       SELECT $1, n, 'complete', 'imported', jsonb_build_object('x', n / 2500.0), '{}', '{}', ARRAY[n], n, n, '{}'
       FROM generate_series(0, 2499) n`,
      [large],
    )
    const url = `/v1/studies/${large}/export?format=`
    for (const format of ['csv', 'json']) {
      const { body } = await api.app.inject({ method: 'GET', url: url + format })
      const numbers =
        format === 'json'
          ? JSON.parse(body).map(({ number }: Json) => number)
          : body
              .trim()
              .split('\n')
              .slice(1)
              .map((line) => Number(line.split(',')[0]))
      assert.deepEqual(
        numbers,
        Array.from({ length: 2_500 }, (_, i) => i),
        format,
      )
    }
  })

  it('refuses an unknown study and an unknown format', async () => {
    const unknown = await api.call('GET', '/v1/studies/nothing/export')
    assert.equal(unknown.status, 404)
    assert.equal(unknown.body.type, 'urn:sweepd:problem:study-not-found')
    const format = await api.call('GET', `/v1/studies/${id}/export?format=xlsx`)
    assert.equal(format.status, 400)
    assert.equal(format.body.errors[0].pointer, '/query/format')
  })
})

/** number, state, values[1], reason, units, rate, momentum, isDeep, note, mixed */
const tableRows = [
  [0, 'complete', 7, null, 8, 0.1, null, true, '=SUM(A1)', 'null'],
  [1, 'failed', null, 'said "no"\nand went', 8, null, 0.9, true, '', '1'],
  [2, 'waiting', null, null, 8, null, 0, true, '=SUM(A1)', 'null'],
]
