/** `sweepd up`: the whole service in one command. */
import os from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '../../db/client.ts'
import { listWorkersOn, removeWorker } from '../../db/tables/workers.ts'
import { isAlive } from '../../is-alive.ts'
import { type Client, createClient } from '../client.ts'
import type { ExitCode } from '../exit-codes.ts'
import { describeWorkers } from '../show/workers.ts'
import type { Terminal } from '../terminal.ts'
import { listen } from './listen.ts'
import { openBackends } from './open.ts'
import { openPlaceholderServer } from './placeholder-server.ts'
import { type Env, serve } from './serve.ts'
import { supervisePostgres } from './supervise-postgres.ts'
import { superviseWorker } from './supervise-worker.ts'

const readyPollMs = 50
const readyWarningMs = 30_000

/** Runs the API in this process and the worker in a child process, and PostgreSQL unless DATABASE_URL is set. */
export function up(env: Env, terminal: Terminal): Promise<ExitCode> {
  return serve({ env, terminal, name: 'api' }, async (running) => {
    const { config, log } = running
    // first: a port in use must be detected before a database is created
    const placeholder = await openPlaceholderServer(config)
    running.onClose('placeholder', placeholder.close)
    const say = (text: string) => terminal.write(`${text}\n`)
    const databaseUrl = config.databaseUrl ?? (await supervisePostgres(running, say))
    const backends = await openBackends(running, databaseUrl)
    await forgetDeadWorkers(backends.db)
    // loading trainers takes longest, so it overlaps with the start of the API
    const worker = superviseWorker({ ...env, DATABASE_URL: databaseUrl }, log)
    running.onClose('worker', worker.close)
    void running.forced.then(worker.kill)
    const { url, prepared } = await listen(running, { ...backends, placeholder })
    say(`Sweepd is listening at ${url}; its worker is loading TensorFlow`)
    await prepared

    const client = createClient({ url: reachable(url), apiKey: config.apiKey })
    const complaint = setTimeout(() => {
      terminal.writeError(`No worker is ready yet (${url} is listening); see the log\n`)
    }, readyWarningMs)
    running.onClose('complaint', async () => clearTimeout(complaint))
    await worker.ready
    await waitUntilReady(client)
    clearTimeout(complaint)
    const { items } = await client.workers()
    say(`Sweepd is ready at ${url} (${describeWorkers(items)})`)
    say(`Open ${reachable(url)} in a browser for the dashboard; the API is described at /docs`)
  })
}

/** After a crash, fresh heartbeats of dead workers would make searches seem to run. */
async function forgetDeadWorkers(db: Db): Promise<void> {
  const host = os.hostname()
  for (const { id, pid } of await listWorkersOn(db, host)) {
    if (!isAlive(pid)) await removeWorker(db, id)
  }
}

async function waitUntilReady(client: Client): Promise<void> {
  while (!(await client.isReady())) await delay(readyPollMs)
}

/** Clients cannot call the wildcard address. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')
}
