/** What all servers share: configuration, log, signals, and an end that leaves nothing behind. */
import { setTimeout as delay } from 'node:timers/promises'
import { type Config, loadConfig } from '../../config.ts'
import { createLogger, type LogFormat, type Logger } from '../../log.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'

export type Env = Record<string, string | undefined>

export interface Running {
  config: Config
  log: Logger
  /** What is registered last is closed first, also after a failed start. */
  onClose(what: string, close: () => Promise<void>): void
  /** Ends the server as a signal would; with an error, as a failure. */
  end(error?: Error): void
  /** Resolves when a signal is repeated: nothing is to be waited for any more. */
  forced: Promise<void>
}

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
const closeLimitMs = 10_000
/** A terminal signals the whole group, and npm passes the same signal on: what follows so soon is the first one's echo. */
const echoMs = 1_000

/**
 * Runs `start`, then waits for a signal or `end`. A second signal, a second or more after the first, gives up what
 * still drains.
 *
 * @param start  resolves when all is started
 * @param now    milliseconds of a clock that never goes back
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
      log?.info({ signal }, 'ending')
      end()
    } else if (now() - firstSignalAt >= echoMs) {
      isForced = true
      log?.info({ signal }, 'ending at once')
      force()
    }
  }
  for (const signal of signals) process.on(signal, onSignal)
  // forked with a channel: a parent that is gone cannot send a signal
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
    // a signal does not wait for a database that never comes
    await Promise.race([start(running), asked])
    await asked
  } catch (error) {
    log?.error({ err: error }, 'ended by an error')
    terminal.writeError(`sweepd: ${error instanceof Error ? error.message : String(error)}\n`)
    code = exitCodes.broken
  }
  for (const { what, close } of closers.toReversed()) {
    const late = Promise.race([
      delay(closeLimitMs, 'took too long'),
      forced.then(() => 'gave up on a second signal'),
    ])
    const fault = await Promise.race([close().catch((error: Error) => error.message), late])
    if (fault !== undefined) log?.warn({ what, fault }, 'not closed properly')
  }
  for (const signal of signals) process.off(signal, onSignal)
  return isForced ? exitCodes.interrupted : code
}

/** Logs go to the standard error: at a terminal they are for people. */
function chooseLogFormat({ logFormat }: Config): LogFormat {
  if (logFormat !== 'auto') return logFormat
  return process.stderr.isTTY === true ? 'text' : 'json'
}
