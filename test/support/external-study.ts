/** An external study, and a client that tells its results. */
import assert from 'node:assert/strict'
import type { TestApi } from './api.ts'

export async function createExternal(api: TestApi, study: object = {}): Promise<string> {
  const answer = await api.call('POST', '/v1/studies', {
    name: 'external',
    objective: { metric: 'value', direction: 'minimize' },
    space: { x: { $float: { low: 0, high: 1 } } },
    ...study,
  })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body.id
}

/** One complete trial for each value, in order. */
export async function completeTrials(api: TestApi, id: string, values: number[]): Promise<void> {
  const body = { clientId: 'client', count: values.length }
  const { trials } = (await api.call('POST', `/v1/studies/${id}/trials/suggest`, body)).body
  for (const [i, value] of values.entries()) {
    const { number } = trials[i]
    const told = await api.call('POST', `/v1/studies/${id}/trials/${number}/complete`, { value })
    assert.equal(told.status, 200, JSON.stringify(told.body))
  }
}
