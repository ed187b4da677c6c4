/** A worker in this process, as `sweepd worker` starts it, with trainers of its own. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { loadConfig } from '../../src/config.ts'
import { openDb, type Timeouts } from '../../src/db/client.ts'
import { createLogger } from '../../src/log.ts'
import { openQueues } from '../../src/queue.ts'
import { startWorker } from '../../src/worker/main.ts'

export interface TestWorker {
  id: string
  cacheDir: string
  close(): Promise<void>
}

export async function testWorker(
  databaseUrl: string,
  {
    env = {},
    limits = {},
    queueUrl = databaseUrl,
  }: { env?: Record<string, string>; limits?: Partial<Timeouts>; queueUrl?: string } = {},
): Promise<TestWorker> {
  const cacheDir = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-cache-'))
  const config = loadConfig({
    SWEEPD_TRAINERS: '1',
    SWEEPD_DEVICE: 'cpu',
    SWEEPD_CACHE_DIR: cacheDir,
    SWEEPD_LEASE_SECONDS: '2',
    ...env,
  })
  const log = createLogger(process.env.SWEEPD_TEST_LOG ?? 'silent', 'worker')
  const db = openDb(databaseUrl, { timeouts: limits })
  const queues = await openQueues(queueUrl, { onError: () => {} })
  const worker = await startWorker(config, { db, queues, log })
  return {
    id: worker.id,
    cacheDir,
    async close() {
      await worker.close()
      await queues.close()
      await db.close()
      fs.rmSync(cacheDir, { recursive: true, force: true })
    },
  }
}
