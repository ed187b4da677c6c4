import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { listen, type Notifications } from '../../../src/api/live/notifications.ts'
import { logStudies } from '../../../src/api/live/study-log.ts'
import { createLogger, type Logger } from '../../../src/log.ts'
import { until } from '../../e2e/service.ts'
import { type TestApi, testApi } from '../../support/api.ts'

let api: TestApi
let notifications: Notifications
before(async () => {
  api = await testApi()
  notifications = await listen(api.databaseUrl, createLogger('silent', 'test'))
})
after(async () => {
  await notifications.close()
  await api.close()
})

test('an external study leaves a line when it starts, improves and ends', async (t) => {
  const said: string[] = []
  const log = {
    info: (_: object, message: string) => said.push(message),
    debug: (_: object, message: string) => said.push(message),
  } as unknown as Logger
  const studyLog = logStudies({ db: api.db, notifications, log }, { everyMs: 20 })
  t.after(() => studyLog.close())
  const study = await api.call('POST', '/v1/studies', {
    name: 'outside',
    objective: { metric: 'v', direction: 'minimize' },
    space: { x: { $float: { low: 0, high: 1 } } },
    budget: { trials: 1 },
  })
  await until(async () => said.includes('study started'), 'started')
  const at = `/v1/studies/${study.body.id}/trials`
  await api.call('POST', `${at}/suggest`, { clientId: 'c' })
  const told = await api.call('POST', `${at}/0/complete`, { value: 3 })
  assert.equal(told.status, 200, JSON.stringify(told.body))
  await until(async () => said.includes('study ended'), 'ended')
  assert.deepEqual(said, ['study started', 'study improved', 'study ended'])

  // what has ended is still known: more trials make it go on, not start again
  await api.call('PATCH', `/v1/studies/${study.body.id}`, { budget: { trials: 2 } })
  await until(async () => said.length > 3, 'gone on')
  assert.deepEqual(said.slice(3), ['study resumed'])
})
