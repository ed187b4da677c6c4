import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { bundleSchema } from '../../../src/api/openapi/bundle-schema.ts'
import { type Json, type TestApi, testApi } from '../../support/api.ts'
import { housesStudy } from '../../support/upload.ts'

let api: TestApi
let schema: Json
before(async () => {
  api = await testApi()
  schema = (await api.call('GET', '/v1/schemas/study')).body
})
after(() => api.close())

it('the schema of a study stands for itself and accepts a study with holes', () => {
  assert.ok(!JSON.stringify(schema).includes('#/components'))
  const valid = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)
  assert.ok(valid(housesStudy), JSON.stringify(valid.errors))
  assert.ok(!valid({ ...housesStudy, budget: { trials: 'many' } }))
})

it('contains the layers, the holes and nothing of other bodies', () => {
  const names = Object.keys(schema.$defs)
  for (const name of ['NetworkSpace', 'LayerSpace', 'FloatHole', 'Repeat', 'Budget']) {
    assert.ok(names.includes(name), `${name} in ${names}`)
  }
  assert.ok(!names.includes('Problem'))
  assert.ok(JSON.stringify(schema).length < 200_000, `${JSON.stringify(schema).length}`)
})

it('a schema that does not exist is an error', () => {
  assert.throws(
    () => bundleSchema({ openapi: '3.1.0', components: { schemas: {} }, paths: {} }, 'Nothing'),
    /has no schema Nothing/,
  )
})
