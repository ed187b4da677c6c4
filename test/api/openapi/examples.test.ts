/** The bodies that the OpenAPI document shows are real: each of them gets the status that stands beside it. */
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { ensureBuiltins } from '../../../src/study/datasets.ts'
import { type Json, type TestApi, testApi } from '../../support/api.ts'
import { uploadCsv } from '../../support/upload.ts'
import { trainedStudy } from './scenario.ts'

let api: TestApi
let operations: { id: string; method: 'POST' | 'PATCH'; path: string; operation: Json }[]
before(async () => {
  const predict = async (_: unknown, inputs: readonly unknown[]) => inputs.map(() => ({ value: 1 }))
  api = await testApi({ predictor: { predict } })
  await ensureBuiltins(api.db)
  const { body } = await api.call('GET', '/openapi.json')
  operations = Object.entries<Json>(body.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods)
      .filter(([, { requestBody }]) => requestBody)
      .map(([method, operation]) => ({
        id: operation.operationId,
        method: method.toUpperCase() as 'POST',
        path,
        operation,
      })),
  )
})
after(() => api.close())

const examplesOf = ({ operation }: { operation: Json }) => {
  const [content] = Object.values<Json>(operation.requestBody.content)
  return Object.values<Json>(content.examples ?? {}).map(({ value }) => value)
}

it('every operation that takes a body shows one, and answers it as documented', async () => {
  assert.ok(operations.length >= 11)
  const external = operations
    .flatMap((operation) => (operation.id === 'createStudy' ? examplesOf(operation) : []))
    .find(({ dataset }) => dataset === undefined)
  const { id } = (await api.call('POST', '/v1/studies', external)).body
  await api.db.pool.query(`INSERT INTO blob (id, bytes, size) VALUES ($1, 'model', 5)`, [
    `model/${id}/0`,
  ])
  const ended = await trainedStudy(api)
  await api.call('POST', `${ended}/cancel`)
  // from the last: trials 0 and 1 are asked for, told of, and only then joined by others
  const order = ['completeTrials', 'completeTrial', 'reportTrial', 'suggestTrials']
  for (const one of operations.toSorted((a, b) => order.indexOf(b.id) - order.indexOf(a.id))) {
    const examples = examplesOf(one)
    assert.ok(examples.length > 0, `${one.id} has no example`)
    for (const value of examples) {
      const path =
        one.id === 'trainFinalists' || one.id === 'predictWithStudy'
          ? one.path.replace('/v1/studies/{id}', ended)
          : one.path.replace('{id}', id).replace('{number}', '0')
      const { status, body } = await (one.path.startsWith('/v1/datasets')
        ? uploadCsv(api, value.spec, value.file, one.path)
        : api.call(one.method, path, value))
      assert.ok(status < 300, `${one.id} ${status} ${JSON.stringify(body)}`)
      assert.ok(String(status) in one.operation.responses, `${one.id} ${status}`)
    }
  }
})
