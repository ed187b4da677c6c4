/** Shared by all server commands: configuration, logging, signals and orderly shutdown. */
import { setTimeout as delay } from 'node:timers/promises'
import { type Config, loadConfig } from '../../config.ts'
import { createLogger, type LogFormat, type Logger } from '../../log.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'

export type Env = Record<string, string | undefined>

export interface Running {
  config: Config
  log: Logger
  /** Closed in reverse order of registration, also after a failed start. */
  onClose(what: string, close: () => Promise<void>): void
  /** Stops the server as a signal would; with an error, the exit code is that of a failure. */
  end(error?: Error): void
  /** Resolves on a second signal: stop without waiting. */
  forced: Promise<void>
}

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
const closeLimitMs = 10_000
/**
 * A terminal signals the whole process group, and npm forwards the signal: a repeat within this time is not a second
 * request.
 */
const echoMs = 1_000

/**
 * Runs `start`, then waits for a signal or `end`. A second signal, at least a second after the first, stops without
 * draining.
 *
 * @param start  resolves when everything has started
 * @param now    monotonic clock, in milliseconds
 */
export async function serve(
  {
    env,
    terminal,
    name,
    now = () => performance.now(),
  }: { env: Env; terminal: Terminal; name: string; now?: () => number },
  start: (running: Running) => Promise<void>,
): Promise<ExitCode> {
  const closers: { what: string; close: () => Promise<void> }[] = []
  let end: Running['end'] = () => {}
  const asked = new Promise<void>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve() : reject(error))
  })
  let force = () => {}
  const forced = new Promise<void>((resolve) => {
    force = resolve
  })
  let log: Logger | null = null
  let firstSignalAt: number | null = null
  let isForced = false
  const onSignal = (signal: string) => {
    if (firstSignalAt === null) {
      firstSignalAt = now()
      log?.info({ signal }, 'shutting down')
      end()
    } else if (now() - firstSignalAt >= echoMs) {
      isForced = true
      log?.info({ signal }, 'shutting down immediately')
      force()
    }
  }
  for (const signal of signals) process.on(signal, onSignal)
  // forked with a channel: a parent that has exited cannot send a signal
  process.once('disconnect', () => end())

  let code: ExitCode = exitCodes.ok
  try {
    const config = loadConfig(env)
    log = createLogger(config.logLevel, name, chooseLogFormat(config))
    const running: Running = {
      config,
      log,
      forced,
      end,
      onClose: (what, close) => closers.push({ what, close }),
    }
    // a signal must work while start-up waits for the database
    await Promise.race([start(running), asked])
    await asked
  } catch (error) {
    log?.error({ err: error }, 'stopped by an error')
    terminal.writeError(`sweepd: ${error instanceof Error ? error.message : String(error)}\n`)
    code = exitCodes.broken
  }
  for (const { what, close } of closers.toReversed()) {
    const late = Promise.race([
      delay(closeLimitMs, 'took too long'),
      forced.then(() => 'gave up on a second signal'),
    ])
    const fault = await Promise.race([close().catch((error: Error) => error.message), late])
    if (fault !== undefined) log?.warn({ what, fault }, 'not closed cleanly')
  }
  for (const signal of signals) process.off(signal, onSignal)
  return isForced ? exitCodes.interrupted : code
}

/** Logs go to standard error; on a terminal they are formatted for people. */
function chooseLogFormat({ logFormat }: Config): LogFormat {
  if (logFormat !== 'auto') return logFormat
  return process.stderr.isTTY === true ? 'text' : 'json'
}
