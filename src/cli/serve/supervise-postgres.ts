/** The PostgreSQL that `sweepd up` brings along, started again when it dies. */
import net from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { startEmbeddedPostgres } from '../../db/server/embedded-postgres.ts'
import { lockFolder } from './folder-lock.ts'
import type { Running } from './serve.ts'

const pollMs = 1_000

/**
 * @param say  told what takes its time
 * @returns    its URL, good until the server ends
 * @throws Error when another Sweepd works in the data folder
 */
export async function supervisePostgres(
  { config, log, onClose, end }: Running,
  say: (text: string) => void,
): Promise<string> {
  const { dataDir } = config
  // before PostgreSQL: one that runs here belongs to whoever holds the folder
  const release = await lockFolder(dataDir)
  onClose('data folder', release)
  const closing = new AbortController()
  const starting = startEmbeddedPostgres(dataDir, {
    onFirstStart: () => say(`Making a PostgreSQL database in ${dataDir}`),
  })
  onClose('postgres', async () => {
    closing.abort()
    // one that did not start needs no stop, and has been told of
    const postgres = await starting.catch(() => null)
    await postgres?.stop()
  })
  const { url } = await starting
  void watch()
  return url

  async function watch(): Promise<void> {
    for (;;) {
      await delay(pollMs, undefined, { signal: closing.signal }).catch(() => {})
      if (closing.signal.aborted) return
      if (await accepts(url)) continue
      log.error('PostgreSQL exited, restarting it')
      try {
        const again = await startEmbeddedPostgres(dataDir)
        if (again.url === url) continue
        end(new Error('PostgreSQL came back on another port: start Sweepd again.'))
        return
      } catch (error) {
        // its old processes may still be ending: the next round tries again
        log.error({ err: error }, 'PostgreSQL did not start')
      }
    }
  }
}

function accepts(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const socket = net.connect(Number(port), hostname)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
