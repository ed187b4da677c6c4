import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

const SERVICE = `
process.on('SIGTERM', () => {
  clearInterval(timer)
  console.log('stopped')
})
const timer = setInterval(() => {}, 1000)
console.log(JSON.stringify({ pid: process.pid, args: process.argv.slice(2) }))
`

const folders = []
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

/** A package whose `npm start` is this repository's, but for the module that it launches. */
async function packageThatStarts(source) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sweepd-launch-'))
  folders.push(folder)
  const module = path.join(folder, 'service.mjs')
  await writeFile(module, source)
  const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'))
  const start = scripts.start
    .replace('scripts/launch.mjs', path.join(root, 'scripts', 'launch.mjs'))
    .replace('src/cli/main.js', path.relative(path.join(root, 'dist'), module))
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ scripts: { start } }))
  return folder
}

function npmStart(folder) {
  const npm = spawn('npm', ['start', '--silent'], { cwd: folder })
  let output = ''
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.on('data', (text) => {
      output += text
    })
  }
  const ended = new Promise((resolve) => {
    npm.on('close', (code, signal) => resolve({ code, signal }))
  })
  const line = new Promise((resolve, reject) => {
    npm.stdout.once('data', (text) => resolve(String(text)))
    npm.on('close', () => reject(new Error(`npm start printed no line\n${output}`)))
  })
  line.catch(() => {}) // not every test waits for it
  return { npm, output: () => output, line, ended }
}

describe('npm start', () => {
  it('hands SIGTERM to the service and ends, without an error, when the service has', async () => {
    const { npm, line, ended, output } = npmStart(await packageThatStarts(SERVICE))
    const { pid, args } = JSON.parse(await line)
    assert.deepEqual(args, ['up'])
    npm.kill('SIGTERM')
    assert.deepEqual(await ended, { code: 0, signal: null })
    assert.match(output(), /stopped/)
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
  })

  it('ends with the exit code of the service', async () => {
    const { ended } = npmStart(await packageThatStarts('process.exitCode = 7'))
    assert.equal((await ended).code, 7)
  })
})
