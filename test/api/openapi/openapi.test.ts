import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { analyses } from '../../../src/study/analysis/index.ts'
import { type Json, type TestApi, testApi } from '../../support/api.ts'

let api: TestApi
let document: Json
let operations: { name: string; path: string; operation: Json }[]

before(async () => {
  api = await testApi()
  document = (await api.call('GET', '/openapi.json')).body
  operations = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      path,
      operation,
    })),
  )
})
after(() => api.close())

/** Every schema object of requests, parameters and answers, with references made absolute. */
function schemasOf({ operation }: { operation: Json }): Json[] {
  const bodies = [operation.requestBody, ...Object.values<Json>(operation.responses)]
  const contents = bodies.flatMap((body) => Object.values<Json>(body?.content ?? {}))
  return [...contents, ...(operation.parameters ?? [])].map(({ schema }) => schema)
}

describe('the OpenAPI document', () => {
  it('is of version 3.1 and has the calls of the design', () => {
    assert.match(document.openapi, /^3\.1\./)
    const names = operations.map(({ name }) => name)
    for (const call of [
      'POST /v1/datasets',
      'POST /v1/spaces/preview',
      'POST /v1/studies',
      'GET /v1/studies/{id}/leaderboard',
      'POST /v1/studies/{id}/trials/suggest',
      'GET /v1/studies/{id}/events',
      ...Object.keys(analyses).map((plot) => `GET /v1/studies/{id}/${plot}`),
      'POST /v1/studies/{id}/trials/{number}/predict',
      'GET /v1/layers',
      'GET /readyz',
    ]) {
      assert.ok(names.includes(call), call)
    }
  })

  it('names every operation once and says what it is for', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    assert.ok(ids.every((id) => /^[a-z][A-Za-z]+$/.test(id)))
    assert.equal(new Set(ids).size, ids.length)
    assert.deepEqual(
      operations.filter(({ operation }) => !operation.summary || !operation.tags),
      [],
    )
  })

  it('documents the problem answers of every call of /v1', () => {
    for (const { name, path, operation } of operations) {
      if (!path.startsWith('/v1/')) continue
      const refused = Object.entries<Json>(operation.responses).filter(
        ([status]) => status >= '400',
      )
      assert.ok(refused.length >= 2, name)
      for (const [, { content }] of refused) {
        const { schema } = content['application/problem+json']
        assert.deepEqual(schema, { $ref: '#/components/schemas/Problem' })
      }
      const isOfOne = path.includes('{id}')
      assert.equal('404' in operation.responses, isOfOne || path === '/v1/spaces/preview', name)
    }
  })

  it('documents what is refused before there is a route, for every operation', () => {
    for (const { name, operation } of operations) {
      for (const status of ['400', '403', '408', '431']) {
        const content = operation.responses[status]?.content['application/problem+json']
        assert.deepEqual(content?.schema, { $ref: '#/components/schemas/Problem' }, name)
      }
    }
    const { description } = operations[0]!.operation.responses['431']
    assert.match(description, /headers-too-large/)
  })

  it('documents a body that is too large or of another type wherever one is taken', () => {
    for (const { name, operation } of operations) {
      const takesBody = /^(POST|PATCH) /.test(name)
      for (const status of ['413', '415']) {
        assert.equal(status in operation.responses, takesBody, `${name} ${status}`)
      }
    }
  })

  it('has no field with a default that a generator could take as required', () => {
    const found: string[] = []
    const visit = (schema: Json, at: string): void => {
      if (typeof schema !== 'object' || schema === null) return
      for (const [name, property] of Object.entries<Json>(schema.properties ?? {})) {
        if ('default' in property) found.push(`${at}/${name}`)
      }
      for (const [key, inner] of Object.entries(schema)) visit(inner, `${at}/${key}`)
    }
    visit(document.components.schemas, '')
    assert.deepEqual(found, [])
    const { required, properties } = document.components.schemas.StudySpec
    assert.deepEqual(required ?? [], [])
    assert.match(properties.seed.description, /default: 0/)
  })

  it('says where the server is, how a key is sent, and that none is needed here', () => {
    assert.deepEqual(document.servers[0].url, '/')
    assert.equal(document.components.securitySchemes.key.scheme, 'bearer')
    assert.deepEqual(document.security, [{}, { key: [] }])
  })

  it('marks moments as such', () => {
    const { Study, Trial, Worker, Timestamp } = document.components.schemas
    assert.equal(Timestamp.format, 'date-time')
    const timestamp = { $ref: '#/components/schemas/Timestamp' }
    for (const { createdAt, startedAt = createdAt } of [Study.properties, Worker.properties]) {
      assert.deepEqual(startedAt, timestamp)
    }
    assert.deepEqual(Trial.properties.endedAt.anyOf[0], timestamp)
  })

  it('declares every parameter of a path', () => {
    for (const { name, path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter)
      const declared = (operation.parameters ?? [])
        .filter((parameter: Json) => parameter.in === 'path' && parameter.required)
        .map((parameter: Json) => parameter.name)
      assert.deepEqual(declared.sort(), inPath.sort(), name)
    }
  })

  it('has JSON Schemas that compile, and no component that nobody refers to', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema({ $id: 'https://sweepd.test/api', ...document })
    const absolute = (schema: Json) =>
      JSON.parse(
        JSON.stringify(schema).replaceAll(
          '"#/components/',
          '"https://sweepd.test/api#/components/',
        ),
      )
    const schemas = operations.flatMap(schemasOf)
    assert.ok(schemas.length > 100)
    for (const schema of schemas) ajv.compile(absolute(schema))
    const text = JSON.stringify(document)
    for (const name of Object.keys(document.components.schemas)) {
      assert.ok(text.includes(`"#/components/schemas/${name}"`), name)
    }
  })

  it('takes a study by its documented schema', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema({ $id: 'https://sweepd.test/api', ...document })
    const { schema } = document.paths['/v1/studies'].post.requestBody.content['application/json']
    const isStudy = ajv.compile({ $ref: `https://sweepd.test/api${schema.$ref}` })
    const study = { name: 'x', space: {}, objective: { metric: 'v', direction: 'minimize' } }
    assert.ok(isStudy(study))
    assert.ok(!isStudy({ ...study, nmae: 'x' }))
    assert.ok(!isStudy({ ...study, sampler: { type: 'nonsense' } }))
  })

  it('knows the names and metrics that are short for an object, and those only that do alone', async () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema({ $id: 'https://sweepd.test/api', ...document })
    const check = (name: string) =>
      ajv.compile({ $ref: `https://sweepd.test/api#/components/schemas/${name}` })
    const [isStudy, isNetwork] = [check('StudySpec'), check('NetworkSpace')]
    const study = {
      objective: 'validation.rmse',
      sampler: 'random',
      pruner: 'median',
      validation: 'kfold',
      dataset: 'iris',
    }
    assert.ok(isStudy(study), JSON.stringify(isStudy.errors))
    assert.ok(!isStudy({ ...study, sampler: 'nonsense' }))
    assert.ok(!isStudy({ ...study, validation: 'split' }))
    const network = { layers: ['flatten', { type: 'dense', units: 'outputs' }], optimizer: 'adam' }
    assert.ok(isNetwork({ ...network, loss: 'crossEntropy', schedule: 'cosine' }))
    assert.ok(!isNetwork({ ...network, layers: ['dense'] }))
    const { properties } = document.components.schemas.StudySpec
    for (const field of ['sampler', 'pruner']) {
      const { enum: names } = properties[field].anyOf.find((one: Json) => one.type === 'string')
      for (const name of names) {
        const { status, body } = await api.call('POST', '/v1/studies/validate', {
          ...{
            space: { x: { $choice: [1, 2] } },
            objective: { metric: 'v', direction: 'minimize' },
          },
          [field]: name,
        })
        const isMissing = ({ detail }: Json) => /is missing/.test(detail)
        assert.ok(status === 200 || !body.errors.some(isMissing), JSON.stringify(body))
      }
    }
    assert.ok(!JSON.stringify(document).includes('shortForm'))
  })

  it('knows holes where a space may have them, and takes any space of an external study', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema({ $id: 'https://sweepd.test/api', ...document })
    const schema = (name: string) => {
      const reference = { $ref: `https://sweepd.test/api#/components/schemas/${name}` }
      const check = ajv.compile(reference)
      return (value: unknown) => check(value)
    }
    const [isNetwork, isSpace] = [schema('NetworkSpace'), schema('Space')]
    const dense = { type: 'dense', units: { $int: { low: 4, high: 64, log: true } } }
    const network = {
      layers: [
        { $repeat: { times: { $int: { low: 1, high: 3 } }, layer: dense } },
        { $choice: [dense, { type: 'dropout', rate: 0.5 }] },
        { type: 'residual', layers: [{ ...dense, activation: { $choice: ['relu', 'tanh'] } }] },
        { type: 'dense', units: 'outputs', useBias: { $bool: true } },
      ],
      optimizer: { type: 'adam', learningRate: { $float: { low: 1e-4, high: 1, log: true } } },
      loss: 'crossEntropy',
      batchSize: { $choice: [16, 32] },
    }
    assert.ok(isNetwork(network))
    assert.ok(!isNetwork({ ...network, batch_size: 16 }))
    assert.ok(!isNetwork({ ...network, layers: [{ type: 'dense', units: 0 }] }))
    assert.ok(!isNetwork({ ...network, batchSize: { $int: { low: 1 } } }))
    assert.ok(isSpace({ 'model.lr': { $float: { low: 0, high: 1 } }, deep: [{ a: null }] }))
  })

  it('has one answer for each status of a study that is posted or validated', () => {
    const answers = (path: string) => document.paths[path].post.responses
    const study = { $ref: '#/components/schemas/Study' }
    const { '200': known, '201': made } = answers('/v1/studies')
    assert.deepEqual(known.content['application/json'].schema, study)
    assert.deepEqual(made.content['application/json'].schema, study)
    const { '200': checked } = answers('/v1/studies/validate')
    const { schema } = checked.content['application/json']
    assert.deepEqual(schema, { $ref: '#/components/schemas/CheckedStudy' })
  })

  it('is shown as a page', async () => {
    const page = await api.call('GET', '/docs/')
    assert.equal(page.status, 200)
    assert.match(String(page.headers['content-type']), /text\/html/)
  })
})

describe('the registries', () => {
  for (const [name, type] of [
    ['samplers', 'grid'],
    ['pruners', 'asha'],
    ['layers', 'conv2d'],
    ['losses', 'gaussianNll'],
    ['optimizers', 'adam'],
    ['formats', 'csv'],
  ] as const) {
    it(`GET /v1/${name} has ${type}, with a description and a JSON Schema`, async () => {
      const { status, body } = await api.call('GET', `/v1/${name}`)
      assert.equal(status, 200)
      const entry = body.items.find((item: Json) => item.type === type)
      assert.ok(entry.description.length > 5)
      const ajv = new Ajv2020({ strict: false })
      for (const { schema } of body.items) ajv.compile(schema)
    })
  }

  it('the schema of a layer takes what a space may hold', async () => {
    const { body } = await api.call('GET', '/v1/layers')
    const { schema } = body.items.find((item: Json) => item.type === 'dense')
    const isDense = new Ajv2020({ strict: false }).compile(schema)
    assert.ok(isDense({ type: 'dense', units: 4 }))
    assert.ok(!isDense({ type: 'dense', units: 0 }))
    assert.ok(!isDense({ type: 'dense', units: 4, bias: true }))
  })
})
