/** Another dashboard: how its store is filled with an exported study, and how it is served. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../../free-port.ts'
import { ensureVenv } from '../../venv.ts'
import type { Rows } from '../page.ts'

const pollMs = 100
const startLimitMs = 300_000

export interface Peer {
  name: string
  requirements: string // a file of bench/dashboard/, installed into an environment of its own
  fill: string // a Python file of bench/dashboard/ that writes trials.csv and reports.csv to the peer's store
  /** @param folder  with the filled store */
  serve(folder: string, port: number): { program: string; args: string[]; env?: NodeJS.ProcessEnv }
  rows(url: string): Rows
}

export interface Served {
  rows: Rows
  stop(): Promise<void>
}

/** The peer cannot show the study, and the reason is part of the result. */
export class NotServed extends Error {}

const file = (name: string) => path.resolve('bench', 'dashboard', name)

export interface Copy {
  folder: string // with trials.csv and reports.csv
  trials: number
}

/** @throws NotServed if it does not install, is not filled within the limit or does not start */
export async function servePeer(peer: Peer, copy: Copy, fillLimitSeconds: number): Promise<Served> {
  const python = installed(peer)
  await fill(peer, python, copy, fillLimitSeconds)
  const { folder } = copy
  const port = await freePort()
  const { program, args, env } = peer.serve(folder, port)
  const child = spawn(path.join(path.dirname(python), program), args, {
    stdio: 'ignore',
    env: { ...process.env, ...env },
    detached: true, // a group of its own: it may have workers, which are to stop with it
  })
  const exited = once(child, 'exit')
  const stop = async () => {
    // some would first end the answers that they compute, for minutes
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL')
    await exited
  }
  const url = `http://127.0.0.1:${port}`
  const limit = performance.now() + startLimitMs
  while (!(await answers(url))) {
    if (child.exitCode !== null || performance.now() > limit) {
      await stop()
      throw new NotServed('did not start')
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return { rows: peer.rows(url), stop }
}

function installed({ name, requirements }: Peer): string {
  try {
    return ensureVenv(file(requirements))
  } catch (error) {
    process.stderr.write(`${name}: ${error}\n`)
    throw new NotServed('does not install here')
  }
}

/** Peer → seconds that a trial took in the last study: what is sure to be late is not begun. */
const secondsPerTrial = new Map<string, number>()

async function fill(
  { name, fill: script }: Peer,
  python: string,
  { folder, trials }: Copy,
  limitSeconds: number,
): Promise<void> {
  const expected = trials * (secondsPerTrial.get(name) ?? 0)
  if (expected > limitSeconds) {
    throw new NotServed(`not filled: it would take about ${Math.round(expected / 60)} minutes`)
  }
  const start = performance.now()
  try {
    const timeout = limitSeconds * 1_000
    await promisify(execFile)(python, [file(script), folder], { timeout })
  } catch (error) {
    if (!(error as { killed?: boolean }).killed) throw error
    throw new NotServed(`not filled within ${limitSeconds} s`)
  }
  const seconds = (performance.now() - start) / 1_000
  secondsPerTrial.set(name, seconds / trials)
  process.stderr.write(`${name}: filled in ${seconds.toFixed(1)} s\n`)
}

async function answers(url: string): Promise<boolean> {
  return await fetch(url).then(
    () => true,
    () => false, // not listening yet
  )
}
