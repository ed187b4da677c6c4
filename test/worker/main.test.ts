import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../src/config.ts'
import { availableTrainers } from '../../src/db/tables/workers.ts'
import { createLogger } from '../../src/log.ts'
import type { Queues } from '../../src/queue.ts'
import { startWorker } from '../../src/worker/main.ts'
import { until } from '../e2e/service.ts'
import { recordedQueues } from '../support/api.ts'
import { testDatabase } from '../support/database.ts'

test('a worker counts as one when it can be given jobs, not before', async () => {
  const database = await testDatabase()
  const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-cache-'))
  const config = loadConfig({ SWEEPD_TRAINERS: '1', SWEEPD_DEVICE: 'cpu', SWEEPD_CACHE_DIR: cache })
  const steps: string[] = []
  let connect = () => {}
  const connected = new Promise<void>((resolve) => {
    connect = resolve
  })
  const queues: Queues = {
    ...recordedQueues(),
    consume: (name) => ({
      ready: () => {
        steps.push(`${name} connects`)
        return connected
      },
      start: () => void steps.push(`${name} starts`),
      pause: async () => {},
      resume() {},
      close: async () => {},
    }),
  }
  const trainers = async () => (await availableTrainers(database.db.pool)).trainers

  const log = createLogger('silent', 'test')
  const starting = startWorker(config, { db: database.db, queues, log })
  await until(async () => steps.length === 2, 'the queues are connected to')
  assert.equal(await trainers(), 0)
  connect()
  const worker = await starting
  assert.equal(await trainers(), 1)
  assert.deepEqual(steps.slice(2), ['search starts', 'train starts'])

  await worker.close()
  await database.close()
  fs.rmSync(cache, { recursive: true })
})
