import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type TestApi, testApi } from '../support/api.ts'

const example = fileURLToPath(new URL('../../examples/ask-and-tell.js', import.meta.url))

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

test('the example searches a study of its own to the end, and some trials are pruned', async () => {
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const env = { ...process.env, SWEEPD_URL: url, SWEEPD_API_KEY: '' }
  const { stdout } = await promisify(execFile)(process.execPath, [example], { env })
  const study = JSON.parse(stdout)
  assert.equal(study.state, 'complete')
  assert.equal(study.trials.complete + study.trials.pruned, 30)
  assert.ok(study.trials.pruned > 0)
  // the minimum is 0.5; one search in a hundred with thirty random points stays above 5, and the seed is fixed
  assert.ok(study.best.value < 5, String(study.best.value))
})
