/** Compiled programs in files: what TensorFlow does with them, and what is deleted when. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openProgramFolder, trimPrograms } from '../../src/engine/xla-programs.ts'
import { backend } from './backend-under-test.ts'

const skip = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'

let root = ''
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-programs-'))
})
afterEach(() => fs.rmSync(root, { recursive: true, force: true }))

/** What a group reports that trains in a process of its own. */
function trainElsewhere(): string {
  const script = fileURLToPath(new URL('./print-group.js', import.meta.url))
  const env = { ...process.env, SWEEPD_EXECUTION: 'xla', SWEEPD_PROGRAMS: root }
  return execFileSync(process.execPath, [script], { encoding: 'utf8', env, stdio: 'pipe' })
}

function programs(): string[] {
  return fs
    .readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => fs.statSync(path.join(root, name)).isFile())
    .sort()
}

test('a later process loads what an earlier one compiled, and trains to the same bits', {
  skip,
}, () => {
  const first = trainElsewhere()
  const files = programs()
  assert.ok(files.length > 0)
  const written = files.map((name) => fs.statSync(path.join(root, name)).mtimeMs)
  assert.equal(trainElsewhere(), first)
  assert.deepEqual(programs(), files)
  assert.deepEqual(
    files.map((name) => fs.statSync(path.join(root, name)).mtimeMs),
    written,
  )
})

for (const [name, damage] of [
  ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ['empty', () => Buffer.alloc(0)],
  ['overwritten', (bytes: Buffer) => Buffer.alloc(bytes.length, 0xa5)],
] as const) {
  test(`a file that is ${name} is replaced`, { skip }, () => {
    const first = trainElsewhere()
    const files = programs()
    const whole = files.map((file) => fs.readFileSync(path.join(root, file)).length)
    for (const file of files) {
      fs.writeFileSync(path.join(root, file), damage(fs.readFileSync(path.join(root, file))))
    }
    assert.equal(trainElsewhere(), first)
    assert.deepEqual(programs(), files)
    assert.deepEqual(
      files.map((file) => fs.readFileSync(path.join(root, file)).length),
      whole,
    )
  })
}

test('those used longest ago are deleted, those read lately are kept', () => {
  const now = Date.now() / 1_000
  const write = (name: string, { readAgo, writtenAgo }: Record<string, number>) => {
    const file = path.join(root, name)
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, Buffer.alloc(100))
    fs.utimesSync(file, now - readAgo!, now - writtenAgo!)
  }
  write('a/old.pb', { readAgo: 500, writtenAgo: 900 })
  write('a/read.pb', { readAgo: 10, writtenAgo: 900 })
  write('b/new.pb', { readAgo: 100, writtenAgo: 100 })
  trimPrograms(root, 300)
  assert.equal(programs().length, 3)
  trimPrograms(root, 299)
  assert.deepEqual(programs(), ['a/read.pb', 'b/new.pb'])
  trimPrograms(path.join(root, 'none'), 0)
})

test('other options of XLA have another folder; none can be made in a file or below a space', {
  skip,
}, () => {
  const libraries = path.dirname(fs.realpathSync(findLibrary()))
  const folder = (flags: string) => openProgramFolder(root, { libraries, flags })
  assert.equal(folder('--a'), folder('--a'))
  assert.notEqual(folder('--a'), folder('--b'))
  assert.equal(fs.statSync(folder('--a')!).mode & 0o777, 0o700)
  fs.writeFileSync(path.join(root, 'file'), '')
  for (const name of ['file', 'a b']) {
    assert.equal(openProgramFolder(path.join(root, name), { libraries, flags: '' }), null)
  }
})

function findLibrary(): string {
  const package_ = path.join('node_modules', '@tensorflow', 'tfjs-node-gpu')
  return path.join(package_, 'deps', 'lib', 'libtensorflow_cc.so.2')
}
