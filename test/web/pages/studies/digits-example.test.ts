import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ensureBuiltins } from '../../../../src/study/datasets.ts'
import { curlCommand, digitsExample } from '../../../../web/src/pages/studies/digits-example.ts'
import { type TestApi, testApi } from '../../../support/api.ts'

let api: TestApi
before(async () => {
  api = await testApi()
  await ensureBuiltins(api.db)
})
after(() => api.close())

describe('the digits example', () => {
  it('is a valid study without warnings', async () => {
    const { status, body } = await api.call('POST', '/v1/studies/validate', digitsExample)
    assert.equal(status, 200, JSON.stringify(body))
    assert.deepEqual(body.warnings, [])
  })

  it('has a command whose body is a valid study too', async () => {
    const command = curlCommand('http://127.0.0.1:3000', true)
    assert.match(command, /Authorization: Bearer \$SWEEPD_API_KEY/)
    assert.doesNotMatch(curlCommand('http://127.0.0.1:3000', false), /Authorization/)
    const body = JSON.parse(/-d '([^']+)'/.exec(command)![1]!)
    assert.equal((await api.call('POST', '/v1/studies/validate', body)).status, 200)
  })
})
