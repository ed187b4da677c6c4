import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { testApi } from '../support/api.ts'

it('the OpenAPI document passes Redocly’s recommended rules', async () => {
  const api = await testApi()
  const { body } = await api.call('GET', '/openapi.json')
  await api.close()
  const config = await createConfig({ extends: ['recommended'] })
  const lint = async (document: object) => {
    const problems = await lintFromString({ source: JSON.stringify(document), config })
    return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)
  }
  assert.deepEqual(await lint(body), [])
  const { security: _, servers: __, ...less } = body
  const rules = (await lint(less)).map((problem) => problem.split(':')[0])
  assert.ok(rules.includes('security-defined') && rules.includes('no-empty-servers'))
})
