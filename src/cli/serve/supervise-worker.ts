/** The worker of `sweepd up`: a child process, restarted if it exits. */
import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Logger } from '../../log.ts'
import type { Env } from './serve.ts'

const main = fileURLToPath(new URL('../main.js', import.meta.url))
const firstDelayMs = 250
const longestDelayMs = 30_000
const stableMs = 60_000 // a worker that ran this long did not fail during start-up
const drainMs = 9_500

export interface SupervisedWorker {
  /** Resolves when the first worker accepts jobs. */
  ready: Promise<void>
  /** Stops the worker and lets it drain. */
  close(): Promise<void>
  /** Stops the worker at once; its trials are picked up again when their leases expire. */
  kill(): void
}

/** Keeps one worker running until `close`. */
export function superviseWorker(env: Env, log: Logger): SupervisedWorker {
  const closing = new AbortController()
  let child: ChildProcess | null = null
  let isReady = () => {}
  const ready = new Promise<void>((resolve) => {
    isReady = resolve
  })
  const kept = (async () => {
    let delayMs = firstDelayMs
    while (!closing.signal.aborted) {
      const startedAt = performance.now()
      child = forkWorker(env)
      // a worker sends no other message
      child.once('message', isReady)
      const how = await waitForExit(child)
      if (closing.signal.aborted) return
      if (performance.now() - startedAt > stableMs) delayMs = firstDelayMs
      log.error({ how, delayMs }, 'worker exited, restarting it')
      await delay(delayMs, undefined, { signal: closing.signal }).catch(() => {})
      delayMs = Math.min(delayMs * 2, longestDelayMs)
    }
  })()
  return {
    ready,
    async close() {
      closing.abort()
      const last = child
      last?.kill('SIGTERM')
      const limit = setTimeout(() => last?.kill('SIGKILL'), drainMs)
      await kept
      clearTimeout(limit)
    },
    kill: () => child?.kill('SIGKILL'),
  }
}

function forkWorker(env: Env): ChildProcess {
  // detached: Ctrl-C signals the whole process group, but this process decides when the worker drains
  return fork(main, ['worker'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env,
  })
}

function waitForExit(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
    child.once('error', (error) => resolve(error.message))
  })
}
