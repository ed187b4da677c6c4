/** An API of its own on a database of its own, without a worker: for benchmarks of reads. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDb, type Sql } from '../src/db/client.ts'
import { startEmbeddedPostgres } from '../src/db/server/embedded-postgres.ts'
import { migrate } from '../src/db/server/migrate.ts'
import type { Post } from './analysis/made-study.ts'

const main = fileURLToPath(new URL('../src/cli/main.js', import.meta.url))

export interface OwnApi {
  url: string
  pid: number // of the API
  post: Post
  sql: Sql
  folder: string // temporary: deleted with the rest
}

/** Starts PostgreSQL and `sweepd api`, each in a process of its own, and stops them after `use`. */
export async function withOwnApi(use: (api: OwnApi) => Promise<void>): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-bench-'))
  fs.chmodSync(folder, 0o755) // PostgreSQL does not run as root, so its user must be able to access the folder
  const postgres = await startEmbeddedPostgres(path.join(folder, 'postgres'))
  const db = openDb(postgres.url)
  try {
    await migrate(postgres.url, path.resolve('prisma'))
    const api = await startApi(postgres.url)
    try {
      await use({ url: api.url, pid: api.pid, post: postTo(api.url), sql: db.pool, folder })
    } finally {
      await api.stop()
    }
  } finally {
    await db.close()
    await postgres.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

async function startApi(
  databaseUrl: string,
): Promise<{ url: string; pid: number; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [main, 'api'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      SWEEPD_PORT: '0',
      SWEEPD_LOG_LEVEL: 'warn',
      SWEEPD_API_KEY: '',
      DATABASE_URL: databaseUrl,
      QUEUE_URL: '',
    },
  })
  const exited = once(child, 'exit')
  const [said] = (await Promise.race([once(child.stdout, 'data'), exited])) as [unknown]
  const [url] = String(said).match(/http:\/\/[\w.:]+/) ?? []
  if (url === undefined) throw new Error(`the API did not start: ${said}`)
  return {
    url,
    pid: child.pid ?? 0, // it has written its address, so it has one
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

function postTo(url: string): Post {
  return async (at, body) => {
    const response = await fetch(url + at, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    })
    if (!response.ok) throw new Error(await response.text())
    return response.json()
  }
}
