/** The embedded PostgreSQL of `sweepd up`, restarted if it exits. */
import net from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { startEmbeddedPostgres } from '../../db/server/embedded-postgres.ts'
import { lockFolder } from './folder-lock.ts'
import type { Running } from './serve.ts'

const pollMs = 1_000

/**
 * @param say  called before slow steps, with a text for the user
 * @returns    the URL, valid until the server stops
 * @throws Error if another Sweepd uses the data folder
 */
export async function supervisePostgres(
  { config, log, onClose, end }: Running,
  say: (text: string) => void,
): Promise<string> {
  const { dataDir } = config
  // lock first: a PostgreSQL that runs here belongs to the process that holds the folder
  const release = await lockFolder(dataDir)
  onClose('data folder', release)
  const closing = new AbortController()
  const starting = startEmbeddedPostgres(dataDir, {
    onFirstStart: () => say(`Creating a PostgreSQL database in ${dataDir}`),
  })
  onClose('postgres', async () => {
    closing.abort()
    // a PostgreSQL that failed to start needs no stop; its error was reported
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
        end(new Error('PostgreSQL restarted on another port: restart Sweepd.'))
        return
      } catch (error) {
        // its old processes may still be exiting: retry
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
