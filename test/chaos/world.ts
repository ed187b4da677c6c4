/** A scaled-out Sweepd of its own: PostgreSQL, the queue, one API and two workers, with a faulty network between. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { freePort } from '../../bench/free-port.ts'
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/db/server/embedded-postgres.ts'
import { until } from '../e2e/service.ts'
import { type FaultyProxy, faultyProxy } from '../support/proxy.ts'
import { type Supervised, supervise, superviseSweepd } from './processes.ts'

export interface World {
  url: string // of the API
  api: Supervised
  workers: Supervised[]
  redis: Supervised | null
  proxies: FaultyProxy[] // from each worker to what it talks to
  disk: Disk | null
  /** One statement past all proxies; fails while PostgreSQL is away. */
  sql(statement: string): Promise<unknown>
  /** SIGKILL to the server and all its backends, and a new one. */
  crashPostgres(): Promise<void>
  /** SIGTERM to all; what it wrote is deleted. */
  close(): Promise<void>
  /** SIGKILL to all; the logs stay. */
  abandon(): Promise<void>
}

/** The small file system that PostgreSQL writes to. */
export interface Disk {
  fill(): void
  free(): void
}

const diskBytes = 500 * 2 ** 20

export async function createWorld(backend: 'postgres' | 'redis'): Promise<World> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-chaos-'))
  fs.chmodSync(folder, 0o755)
  const dataDir = path.join(folder, 'postgres')
  fs.mkdirSync(dataDir)
  const disk = mountDisk(dataDir)
  let postgres: EmbeddedPostgres = await startEmbeddedPostgres(dataDir)
  const proxies: FaultyProxy[] = []
  const through = async (url: string) => {
    const proxy = await faultyProxy(url)
    proxies.push(proxy)
    return proxy.through(url)
  }
  const redisPort = await freePort()
  const redisUrl = `redis://127.0.0.1:${redisPort}`
  const flags = ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '']
  const redis =
    backend === 'redis'
      ? supervise('redis', {
          file: 'redis-server',
          args: [...flags, '--appendonly', 'no', '--maxmemory-policy', 'noeviction'],
          log: path.join(folder, 'redis.log'),
        })
      : null
  const port = await freePort()
  const queueUrl = redis === null ? '' : redisUrl
  const api = superviseSweepd('api', {
    name: 'api',
    folder,
    env: { SWEEPD_PORT: String(port), DATABASE_URL: postgres.url, QUEUE_URL: queueUrl },
  })
  const url = `http://127.0.0.1:${port}`
  const isUp = async () => (await fetch(`${url}/healthz`).catch(() => null))?.ok === true
  await until(isUp, 'the API')
  const workers: Supervised[] = []
  for (const name of ['worker-1', 'worker-2']) {
    const env = {
      DATABASE_URL: await through(postgres.url),
      QUEUE_URL: redis === null ? '' : await through(redisUrl),
    }
    workers.push(superviseSweepd('worker', { name, folder, env }))
  }

  return {
    url,
    api,
    workers,
    redis,
    proxies,
    disk,
    async sql(statement) {
      const client = new pg.Client({ connectionString: postgres.url })
      client.on('error', () => {})
      await client.connect()
      try {
        return (await client.query(statement)).rows
      } finally {
        await client.end()
      }
    },
    async crashPostgres() {
      for (const pid of serverPids(dataDir)) process.kill(pid, 'SIGKILL')
      // the same port: an address that a service knows does not change
      await until(async () => {
        postgres = await startEmbeddedPostgres(dataDir).catch(() => postgres)
        return isAnswering(postgres.url)
      }, 'PostgreSQL')
    },
    async abandon() {
      for (const one of [...workers, api, ...(redis ? [redis] : [])]) await one.kill()
      for (const proxy of proxies) await proxy.close()
      await postgres.stop()
      if (disk) execFileSync('umount', [dataDir])
      process.stdout.write(`the logs are kept: ${folder}\n`)
    },
    async close() {
      const ends = await Promise.all([...workers, api].map((one) => one.stop()))
      await redis?.stop()
      for (const proxy of proxies) await proxy.close()
      await postgres.stop()
      if (disk) execFileSync('umount', [dataDir])
      if (ends.some((end) => end !== 0)) {
        throw new Error(`SIGTERM ended the processes with ${ends.join(', ')}: see ${folder}`)
      }
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function isAnswering(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  return client
    .connect()
    .then(() => client.end())
    .then(
      () => true,
      () => false,
    )
}

/** The postmaster of the cluster below a folder. */
function serverPids(dataDir: string): number[] {
  const files = fs.readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
  const file = files.find((name) => path.basename(name) === 'postmaster.pid')
  if (!file) return []
  return [Number(fs.readFileSync(path.join(dataDir, file), 'utf8').split('\n')[0])]
}

/** Null where a file system may not be mounted: the disk is then never full. */
function mountDisk(folder: string): Disk | null {
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${diskBytes},mode=0755`, 'tmpfs', folder]
    execFileSync('mount', options, { stdio: 'ignore' })
  } catch {
    return null
  }
  const ballast = path.join(folder, 'ballast')
  return {
    fill() {
      const block = Buffer.alloc(2 ** 20)
      const file = fs.openSync(ballast, 'w')
      try {
        for (;;) fs.writeSync(file, block)
      } catch {
        // ENOSPC: full
      }
      fs.closeSync(file)
    },
    free: () => fs.rmSync(ballast, { force: true }),
  }
}
