/** Starts and stops the listening API server. */
import type { AddressInfo } from 'node:net'
import type { Config } from '../config.ts'
import type { Db } from '../db/client.ts'
import { createBlobCache } from '../db/tables/blob-cache.ts'
import { getLargeBlob } from '../db/tables/blobs.ts'
import type { Logger } from '../log.ts'
import { createPredictor } from '../predict/predictor.ts'
import type { Queues } from '../queue.ts'
import { ensureBuiltins } from '../study/datasets.ts'
import { removeDeleted } from '../study/lifecycle/delete-study.ts'
import { createSuggester } from '../study/suggest/suggester.ts'
import { throttledWarning } from '../throttled-warning.ts'
import { createDatasetReader } from '../upload/dataset-reader.ts'
import { buildApp } from './app.ts'
import { watchDisk } from './disk.ts'
import { listen } from './live/notifications.ts'
import { logStudies } from './live/study-log.ts'
import { assertKeyOrLoopback } from './security/auth.ts'
import { browserRules } from './security/browser-guard.ts'

export interface RunningApi {
  url: string
  /** Resolves when the built-in datasets exist; until then the server responds but is not ready. */
  prepared: Promise<void>
  close(): Promise<void>
}

/** Time for open requests to finish at shutdown. */
const graceMs = 3_000

const removeEveryMs = 5_000

/**
 * @param beforeListening  releases the port if something holds it during start-up
 * @throws Error if the port is in use, or the address is reachable from other machines without a key
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
  const notRemoved = throttledWarning(log, 'deleted studies not removed')
  const removing = setInterval(() => void removeDeleted(db).catch(notRemoved), removeEveryMs)
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
    clearInterval(removing)
    // a client that does not read its response must not delay the shutdown
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
  prepared.catch(() => {}) // awaited by the caller, unless the server is closed first
  const { port } = app.server.address() as AddressInfo
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  return { url: `http://${host}:${port}`, prepared, close }
}
