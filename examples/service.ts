/** Starts a separate Sweepd service like `npm start`: on a free port, in a temporary folder, with its log in a file. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/cli/main.js', import.meta.url))
const stopLimitMs = 20_000
const tailCharacters = 4_000

export interface OwnService {
  /** The line that it prints when it is ready. */
  ready: Promise<string>
  /** Rejects if the service ends before it is stopped. */
  died: Promise<never>
  url(): string
  logTail(): string
  /** Stops the service and deletes its folder. */
  stop(): Promise<void>
}

export function startService(): OwnService {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-demo-'))
  // PostgreSQL does not run as root, so its user must be able to access the folder
  fs.chmodSync(folder, 0o755)
  const logFile = path.join(folder, 'service.log')
  const log = fs.openSync(logFile, 'w')
  // detached: Ctrl-C reaches only the demo, which stops the service; if the demo is killed, the IPC channel closes
  const child = fork(main, ['up'], {
    detached: true,
    stdio: ['ignore', 'pipe', log, 'ipc'],
    env: {
      ...process.env,
      SWEEPD_HOST: '127.0.0.1',
      SWEEPD_PORT: '0',
      SWEEPD_DATA_DIR: path.join(folder, 'data'),
      // do not use the user's own databases and keys
      SWEEPD_API_KEY: '',
      DATABASE_URL: '',
      QUEUE_URL: '',
    },
  })
  fs.closeSync(log)
  const exited = once(child, 'exit')
  const died = exited.then(([code, signal]) => {
    throw new Error(`The service ended: ${signal ?? `exit code ${code}`}.`)
  })
  died.catch(() => {}) // not an unhandled rejection if nothing awaits it
  let said = ''
  const ready = new Promise<string>((resolve) => {
    child.stdout?.on('data', (chunk) => {
      said += String(chunk)
      const [line] = /^Sweepd is ready .*(?=\n)/m.exec(said) ?? []
      if (line !== undefined) resolve(line)
    })
  })

  return {
    ready,
    died,
    url() {
      const [url] = said.match(/http:\/\/[\w.:]+/) ?? []
      if (url === undefined) throw new Error(`No address in ${JSON.stringify(said)}.`)
      return url
    },
    logTail: () => fs.readFileSync(logFile, 'utf8').slice(-tailCharacters),
    async stop() {
      child.kill('SIGTERM')
      const limit = setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
      await exited
      clearTimeout(limit)
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}
