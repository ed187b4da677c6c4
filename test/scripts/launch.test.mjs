import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'
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

/** A package whose `npm start` is this repository's, but for the module that it launches. */
async function packageThatStarts(source) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sweepd-launch-'))
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
  npm.stdout.on('data', (text) => {
    output += text
  })
  return {
    npm,
    output: () => output,
    line: () => new Promise((resolve) => npm.stdout.once('data', (text) => resolve(String(text)))),
    ended: () =>
      new Promise((resolve) => npm.on('close', (code, signal) => resolve({ code, signal }))),
  }
}

describe('npm start', () => {
  it('hands SIGTERM to the service and ends, without an error, when the service has', async () => {
    const { npm, line, ended, output } = npmStart(await packageThatStarts(SERVICE))
    const ending = ended()
    const { pid, args } = JSON.parse(await line())
    assert.deepEqual(args, ['up'])
    npm.kill('SIGTERM')
    assert.deepEqual(await ending, { code: 0, signal: null })
    assert.match(output(), /stopped/)
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
  })

  it('ends with the exit code of the service', async () => {
    const { ended } = npmStart(await packageThatStarts('process.exitCode = 7'))
    assert.equal((await ended()).code, 7)
  })
})
