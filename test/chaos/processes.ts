/** Processes that are killed and started again: `sweepd api`, `sweepd worker`, redis-server. */
import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url))

const restartMs = 1_000

export interface Supervised {
  name: string
  pid(): number
  /** Process ids of its children, such as a worker's trainers. */
  children(): number[]
  /** SIGKILL, and a new one. */
  restart(): Promise<void>
  kill(): Promise<void>
  /** SIGTERM; resolves with how it ended: an exit code or a signal; 0 where it was about to be started again. */
  stop(): Promise<number | string | null>
}

/** One that ends by itself is started again, as service managers do it: it may have met a fault while it started. */
export function supervise(
  name: string,
  command: { file: string; args: string[]; env?: Record<string, string>; log: string },
): Supervised {
  let isEnding = false
  let child = start()

  function start(): ChildProcess {
    const log = fs.openSync(command.log, 'a')
    const started = spawn(command.file, command.args, {
      stdio: ['ignore', log, log],
      env: { ...process.env, ...command.env },
    })
    fs.closeSync(log)
    started.once('exit', () => {
      setTimeout(() => {
        if (!isEnding && child === started) child = start()
      }, restartMs)
    })
    return started
  }
  const exited = (one: ChildProcess) =>
    new Promise<number | string | null>((resolve) => {
      if (one.exitCode !== null || one.signalCode !== null) {
        resolve(one.exitCode ?? one.signalCode)
      } else one.once('exit', (code, signal) => resolve(code ?? signal))
    })

  return {
    name,
    pid: () => child.pid ?? -1,
    children: () => childrenOf(child.pid ?? -1),
    async restart() {
      child.kill('SIGKILL')
      await exited(child)
      child = start()
    },
    async kill() {
      isEnding = true
      child.kill('SIGKILL')
      await exited(child)
    },
    async stop() {
      isEnding = true
      if (child.exitCode !== null || child.signalCode !== null) return 0
      // one that a fault has stopped does not hear anything
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      return exited(child)
    },
  }
}

export function superviseSweepd(
  command: 'api' | 'worker',
  { name, folder, env }: { name: string; folder: string; env: Record<string, string> },
): Supervised {
  return supervise(name, {
    file: process.execPath,
    args: [main, command],
    log: path.join(folder, `${name}.log`),
    env: {
      SWEEPD_API_KEY: '',
      SWEEPD_LOG_LEVEL: 'info',
      SWEEPD_LEASE_SECONDS: '4',
      SWEEPD_TRAINERS: '1',
      SWEEPD_DEVICE: 'cpu',
      SWEEPD_CACHE_DIR: path.join(folder, `${name}-cache`),
      SWEEPD_DATA_DIR: path.join(folder, `${name}-data`),
      ...env,
    },
  })
}

/** Linux alone says so in a file; elsewhere there is none. */
function childrenOf(pid: number): number[] {
  try {
    const text = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return text.trim().split(/\s+/).filter(Boolean).map(Number)
  } catch {
    return []
  }
}
