/** A Sweepd of one's own, as `npm start` runs it: free port, temporary folder, log in a file. */
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
  /** The line that it prints when searches can run. */
  ready: Promise<string>
  /** Rejected when it ends before it is stopped. */
  died: Promise<never>
  url(): string
  logTail(): string
  /** Ends it and deletes its folder. */
  stop(): Promise<void>
}

export function startService(): OwnService {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-demo-'))
  // PostgreSQL never runs as root: its account must be able to enter
  fs.chmodSync(folder, 0o755)
  const logFile = path.join(folder, 'service.log')
  const log = fs.openSync(logFile, 'w')
  // detached: Ctrl-C is for the demo, which ends the service; the channel ends it when the demo is killed
  const child = fork(main, ['up'], {
    detached: true,
    stdio: ['ignore', 'pipe', log, 'ipc'],
    env: {
      ...process.env,
      SWEEPD_HOST: '127.0.0.1',
      SWEEPD_PORT: '0',
      SWEEPD_DATA_DIR: path.join(folder, 'data'),
      // the user's own databases and keys stay out of it
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
  died.catch(() => {}) // also when nobody waits any more
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
