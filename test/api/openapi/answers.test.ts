/** The answers that the OpenAPI document shows are those that the API gives. */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { type Json, testApi } from '../../support/api.ts'
import { type Answers, answersOfScenario } from './scenario.ts'

const remedy = 'run `npm run docs:answers`'

let document: Json
let answers: Answers
let shown: { name: string; schema: Json; example: Json; answer: Json }[]
before(async () => {
  const api = await testApi()
  document = (await api.call('GET', '/openapi.json')).body
  await api.close()
  answers = await answersOfScenario()
  const operations = Object.values<Json>(document.paths).flatMap((path) =>
    Object.values<Json>(path),
  )
  shown = operations.flatMap(({ operationId, responses }) =>
    Object.entries<Json>(responses)
      .filter(([status, { content }]) => status < '300' && isShown(content?.['application/json']))
      .map(([status, { content }]) => ({
        name: `${operationId} ${status}`,
        ...content['application/json'],
        answer: answers[operationId]?.[status],
      })),
  )
})

/** A model card is a file that TensorFlow writes, and the scenario goes without it. */
function isShown(json: Json): boolean {
  return json !== undefined && json.schema?.$ref !== '#/components/schemas/ModelCard'
}

describe('the examples of answers', () => {
  it('are there for every operation that answers with JSON', () => {
    assert.ok(shown.length > 40)
    const without = shown.filter(({ example }) => example === undefined)
    const names = without.map(({ name }) => name)
    assert.deepEqual(names, [], `add them to test/api/openapi/scenario.ts, then ${remedy}`)
  })

  it('are what their schemas say', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema({ $id: 'https://sweepd.test/api', ...document })
    for (const { name, schema, example } of shown) {
      const text = JSON.stringify(schema)
      const absolute = text.replaceAll('"#/components/', '"https://sweepd.test/api#/components/')
      const isValid = ajv.compile(JSON.parse(absolute))
      assert.ok(isValid(example), `${name} ${ajv.errorsText(isValid.errors)}: ${remedy}`)
    }
  })

  it('have the fields that the same requests are answered with today', () => {
    for (const { name, example, answer } of shown) {
      assert.deepEqual(shapeOf(example), shapeOf(answer), `${name} has changed: ${remedy}`)
    }
  })
})

/** A study's rates of late, once it has run for a second: on a slow machine they are there when on a quick one they are not. */
const byTime = ['recent']

/** Fields and types, without the values. */
function shapeOf(value: Json): Json {
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object') return typeof value
  const fields = Object.entries(value).map(([key, inner]) => [
    key,
    byTime.includes(key) ? 'by time' : shapeOf(inner),
  ])
  return Object.fromEntries(fields)
}
