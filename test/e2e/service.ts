/** The whole service as a child process, as `npm start` runs it, on free ports and a folder of its own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../bench/free-port.ts'

const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url))

export interface Service {
  url: string
  folder: string
  pid: number
  /** Status and body of a JSON call. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }>
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL to the process that was started, as an out-of-memory killer does it. */
  kill(): Promise<void>
}

// biome-ignore lint/suspicious/noExplicitAny: answers of any shape; the assertions are the types
export type Json = any

export interface ServiceOptions {
  folder: string
  queueUrl?: string
  command?: string // up, api, worker
  env?: Record<string, string>
}

/** Starts it and waits until searches can run. */
export async function startService({
  folder,
  queueUrl,
  command = 'up',
  env = {},
}: ServiceOptions): Promise<Service> {
  const log = fs.openSync(path.join(folder, 'service.log'), 'a')
  const child = spawn(process.execPath, [main, command], {
    stdio: ['ignore', 'pipe', log],
    env: {
      ...process.env,
      SWEEPD_PORT: '0',
      SWEEPD_DATA_DIR: path.join(folder, 'data'),
      SWEEPD_CACHE_DIR: path.join(folder, 'cache'),
      SWEEPD_TRAINERS: '2',
      DATABASE_URL: '',
      QUEUE_URL: queueUrl ?? '',
      ...env,
    },
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const url = await readyUrl(child, exited, path.join(folder, 'service.log'))
  const service: Service = {
    url,
    folder,
    pid: child.pid ?? -1,
    async call(method, at, body) {
      const response = await fetch(url + at, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      })
      const text = await response.text()
      return { status: response.status, body: text === '' ? null : JSON.parse(text) }
    },
    async stop() {
      child.kill('SIGTERM')
      return exited
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
  await until(async () => (await service.call('GET', '/readyz')).status === 200, 'ready')
  return service
}

async function readyUrl(
  child: ChildProcess,
  exited: Promise<unknown>,
  log: string,
): Promise<string> {
  let said = ''
  const found = new Promise<string>((resolve) => {
    child.stdout?.on('data', (chunk) => {
      said += String(chunk)
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0]
      if (url) resolve(url)
    })
  })
  const gone = exited.then((code) => {
    throw new Error(`the service ended with ${code}: ${said}\n${fs.readFileSync(log, 'utf8')}`)
  })
  return Promise.race([found, gone])
}

/** Polls until `isTrue`; the limit only ends a test that would hang. */
export async function until(
  isTrue: () => Promise<boolean>,
  what: string,
  limitMs = 240_000,
): Promise<void> {
  const end = Date.now() + limitMs
  while (Date.now() < end) {
    if (await isTrue()) return
    await delay(100)
  }
  throw new Error(`waited in vain: ${what}`)
}

/** A study's answer once it has ended. */
export async function ended(service: Service, id: string): Promise<Json> {
  let study: Json
  await until(async () => {
    study = (await service.call('GET', `/v1/studies/${id}`)).body
    return ['complete', 'failed', 'cancelled'].includes(study.state)
  }, `study ${id} ends`)
  return study
}

export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-e2e-'))
  // PostgreSQL runs under another account when the tests run as root
  fs.chmodSync(folder, 0o755)
  return folder
}

/** Uploads a CSV; the answer's body. */
export async function upload(service: Service, spec: object, csv: string): Promise<Json> {
  const form = new FormData()
  form.set('spec', JSON.stringify(spec))
  form.set('file', new Blob([csv]), 'data.csv')
  const response = await fetch(`${service.url}/v1/datasets`, { method: 'POST', body: form })
  return response.json()
}

export interface Backend {
  name: 'postgres' | 'redis'
  /** Null: the queue is in the embedded PostgreSQL. */
  start(): Promise<{ url: string | undefined; stop(): Promise<void> }>
}

/** The queue backends that this machine can run; `npm test` says what it leaves out. */
export const backends: Backend[] = [
  { name: 'postgres', start: async () => ({ url: undefined, stop: async () => {} }) },
  ...(hasRedis() ? [{ name: 'redis' as const, start: startRedis }] : []),
]

export function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function startRedis() {
  const port = await freePort()
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child = spawn('redis-server', [...flags, '--maxmemory-policy', 'noeviction'], {
    stdio: 'ignore',
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await until(() => accepts(port), 'redis-server')
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
