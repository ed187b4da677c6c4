/** The dashboards that are compared: each serves the same study, and says where its rows are. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { ensureVenv } from '../venv.ts'
import type { Rows } from './page.ts'

const fill = path.resolve('bench', 'dashboard', 'fill_optuna.py')
const pollMs = 100
const startLimitMs = 120_000

export interface Served {
  url: string
  stop(): Promise<void>
}

export function rowsOfSweepd(url: string, id: string): Rows {
  return {
    url: `${url}/studies/${id}?tab=trials`,
    row: '[role="grid"] tbody tr[aria-rowindex]',
    brush: '[aria-label^="Axes of the parallel"] canvas',
  }
}

/** Exports a study of ours and writes it to a storage of Optuna. @returns the storage's URL */
export async function copyToOptuna(url: string, id: string, folder: string): Promise<string> {
  for (const [name, query] of [
    ['trials.csv', 'format=csv'],
    ['reports.csv', 'format=csv&epochs=true'],
  ] as const) {
    const { ok, status, body } = await fetch(`${url}/v1/studies/${id}/export?${query}`)
    if (!ok || body === null) throw new Error(`the export answered ${status}`)
    await pipeline(Readable.fromWeb(body as never), fs.createWriteStream(path.join(folder, name)))
  }
  const python = ensureVenv(path.resolve('bench', 'dashboard', 'requirements.txt'))
  await promisify(execFile)(python, [fill, folder])
  return `sqlite:///${path.join(folder, 'optuna.db')}`
}

export async function startOptunaDashboard(storage: string): Promise<Served> {
  const python = ensureVenv(path.resolve('bench', 'dashboard', 'requirements.txt'))
  const port = await freePort()
  const program = path.join(path.dirname(python), 'optuna-dashboard')
  const child = spawn(program, [storage, '--host', '127.0.0.1', '--port', String(port)], {
    stdio: 'ignore',
  })
  const exited = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  const limit = performance.now() + startLimitMs
  while (!(await answers(url))) {
    if (child.exitCode !== null || performance.now() > limit) {
      throw new Error('optuna-dashboard did not start')
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return {
    url,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

export function rowsOfOptuna(url: string): Rows {
  return { url: `${url}/dashboard/studies/1/trials`, row: ':text-matches("^Trial [0-9]+$")' }
}

async function answers(url: string): Promise<boolean> {
  return await fetch(`${url}/dashboard`).then(
    ({ ok }) => ok,
    () => false, // not listening yet
  )
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
