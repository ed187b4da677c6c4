/** A person at a terminal: Ctrl-C, which npm passes on once more; a port in use; a start after a crash. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { temporaryFolder, until } from '../e2e/service.ts'

const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url))
const folder = temporaryFolder()
const dataDir = path.join(folder, 'data')
after(() => fs.rmSync(folder, { recursive: true }))

interface Started {
  child: ChildProcess
  said(): string
  exited: Promise<number | string | null>
}

/** In a process group of its own, as a shell starts a command. */
function start(env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, [main, 'up'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      SWEEPD_PORT: '0',
      SWEEPD_DATA_DIR: dataDir,
      SWEEPD_CACHE_DIR: path.join(folder, 'cache'),
      SWEEPD_TRAINERS: '1',
      DATABASE_URL: '',
      ...env,
    },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text) => {
      said += String(text)
    })
  }
  const exited = new Promise<number | string | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal))
  })
  return { child, said: () => said, exited }
}

const isReady = ({ said }: Started) => until(async () => /is ready at/.test(said()), 'ready')

async function pressCtrlC({ child }: Started): Promise<void> {
  process.kill(-child.pid!, 'SIGINT')
  await delay(10)
  child.kill('SIGINT') // npm's
}

describe('npm start', () => {
  it('ends cleanly at Ctrl-C, and starts and is ready again', async () => {
    for (const round of [1, 2]) {
      const service = start()
      await isReady(service)
      await pressCtrlC(service)
      assert.equal(await service.exited, 0, service.said())
      assert.doesNotMatch(service.said(), /immediately|not closed cleanly/)
      const isFirst = /Creating a PostgreSQL database/.test(service.said())
      assert.equal(isFirst, round === 1, 'what takes long is told')
    }
    const log = fs.readFileSync(path.join(dataDir, 'postgres', 'server.log'), 'utf8')
    assert.doesNotMatch(log, /was interrupted|not properly shut down/)
  })

  it('says that the port is in use before it makes anything', async () => {
    const other = http.createServer()
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening))
    const { port } = other.address() as AddressInfo
    const elsewhere = path.join(folder, 'elsewhere')
    const service = start({ SWEEPD_PORT: String(port), SWEEPD_DATA_DIR: elsewhere })
    assert.equal(await service.exited, 3)
    assert.match(service.said(), new RegExp(`Port ${port} on 127.0.0.1 is in use`))
    assert.equal(fs.existsSync(elsewhere), false)
    other.close()
  })

  it('is not ready by the worker of a start that was killed', async () => {
    const killed = start()
    await isReady(killed)
    killed.child.kill('SIGKILL')
    await killed.exited
    const service = start()
    await until(async () => /is listening at/.test(service.said()), 'answers')
    const url = /http:\S+?(?=;)/.exec(service.said())?.[0]
    const answer = await fetch(`${url}/readyz`)
    const isLoaded = /is ready at/.test(service.said())
    assert.equal(answer.status === 200, isLoaded)
    await isReady(service)
    await pressCtrlC(service)
    assert.equal(await service.exited, 0, service.said())
  })
})
