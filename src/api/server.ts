/** Listens; closes all that it opened. */
import type { AddressInfo } from 'node:net'
import type { Config } from '../config.ts'
import type { Db } from '../db/client.ts'
import { createBlobCache } from '../db/tables/blob-cache.ts'
import { getLargeBlob } from '../db/tables/blobs.ts'
import type { Logger } from '../log.ts'
import { createPredictor } from '../predict/predictor.ts'
import type { Queues } from '../queue.ts'
import { ensureBuiltins } from '../study/datasets.ts'
import { createSuggester } from '../study/suggest/suggester.ts'
import { createDatasetReader } from '../upload/dataset-reader.ts'
import { buildApp } from './app.ts'
import { watchDisk } from './disk.ts'
import { listen } from './live/notifications.ts'
import { logStudies } from './live/study-log.ts'
import { assertKeyOrLoopback } from './security/auth.ts'
import { browserRules } from './security/browser-guard.ts'

export interface RunningApi {
  url: string
  /** Resolves when the built-in datasets are there; until then it answers and is not ready. */
  prepared: Promise<void>
  close(): Promise<void>
}

/** What requests in flight are given at a shutdown. */
const graceMs = 3_000

/**
 * @param beforeListening  gives up what holds the port until then
 * @throws Error when the port is taken, or the address is open to others without a key
 */
export async function startApi(
  config: Config,
  {
    db,
    queues,
    log,
    beforeListening = async () => {},
  }: { db: Db; queues: Queues; log: Logger; beforeListening?: () => Promise<void> },
): Promise<RunningApi> {
  assertKeyOrLoopback(config.host, config.apiKey)
  const closing = new AbortController()
  const notifications = await listen(db.url, log)
  const predictor = createPredictor({
    device: config.device,
    datasetFile: createBlobCache(config.cacheDir, (id) => getLargeBlob(db.pool, id)),
    log,
  })
  const suggester = createSuggester()
  const studyLog = logStudies({ db, notifications, log })
  const datasetReader = createDatasetReader()
  let isPrepared = false
  const tools = {
    db,
    queues,
    notifications,
    predictor,
    suggester,
    datasetReader,
    isPrepared: () => isPrepared,
    closing: closing.signal,
    disk: watchDisk(config.databaseUrl === null ? config.dataDir : null),
  }
  const app = await buildApp(tools, {
    apiKey: config.apiKey,
    browserRules: browserRules(config),
    log,
  })
  const close = async () => {
    closing.abort()
    studyLog.close()
    // a client that does not read its answer must not hold the shutdown up
    const cut = setTimeout(() => app.server.closeAllConnections(), graceMs)
    await app.close().finally(() => clearTimeout(cut))
    await Promise.all([
      predictor.close(),
      suggester.close(),
      datasetReader.close(),
      notifications.close(),
    ])
  }
  try {
    await beforeListening()
    await app.listen({ host: config.host, port: config.port })
  } catch (error) {
    await close()
    throw error
  }
  const prepared = ensureBuiltins(db).then(() => {
    isPrepared = true
  })
  prepared.catch(() => {}) // who started the server awaits it, unless it is closed before
  const { port } = app.server.address() as AddressInfo
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  return { url: `http://${host}:${port}`, prepared, close }
}
