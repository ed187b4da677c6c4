import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'
import { build } from '../../scripts/setup/build.mjs'
import { dashboard } from '../../scripts/setup/dashboard.mjs'
import {
  fingerprintOfContents,
  fingerprintOfTimes,
  sha256,
} from '../../scripts/setup/fingerprint.mjs'
import { bar, createProgress } from '../../scripts/setup/progress.mjs'
import { run } from '../../scripts/setup/run.mjs'
import { readState, writeState } from '../../scripts/setup/state.mjs'
import { adviceFor, mayHelpToRetry } from '../../scripts/setup/tensorflow.mjs'
import { findTools, Missing } from '../../scripts/setup/tools.mjs'
import { types } from '../../scripts/setup/types.mjs'
import { downloadWheels } from '../../scripts/setup/wheels.mjs'

const temporaryFolder = () => mkdtemp(path.join(os.tmpdir(), 'sweepd-setup-'))

async function cloneWith(files) {
  const root = await temporaryFolder()
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true })
    await writeFile(path.join(root, file), text)
  }
  return root
}

describe('fingerprints', () => {
  const files = { 'src/a.ts': 'a', 'src/b/c.ts': 'c', 'src/dist/d.ts': 'd' }

  it('change when a file is added, changed or removed', async () => {
    const seen = new Set()
    for (const fingerprint of [fingerprintOfTimes, fingerprintOfContents]) {
      const root = await cloneWith(files)
      const note = async () => seen.add(await fingerprint(root, ['src', 'absent']))
      await note()
      await writeFile(path.join(root, 'src/new.ts'), 'n')
      await note()
      await writeFile(path.join(root, 'src/new.ts'), 'nn')
      await note()
      await rm(path.join(root, 'src/b/c.ts'))
      await note()
    }
    assert.equal(seen.size, 8)
  })

  it('do not see what is built', async () => {
    const root = await cloneWith(files)
    const before = await fingerprintOfTimes(root, ['src'])
    await writeFile(path.join(root, 'src/dist/d.ts'), 'changed')
    assert.equal(await fingerprintOfTimes(root, ['src']), before)
  })

  it('of contents do not depend on the checkout’s times', async () => {
    const root = await cloneWith(files)
    const before = await fingerprintOfContents(root, ['src'])
    await utimes(path.join(root, 'src/a.ts'), new Date(0), new Date(0))
    assert.equal(await fingerprintOfContents(root, ['src']), before)
  })
})

describe('the build', () => {
  it('is done until a source changes, and never without its output', async () => {
    const root = await cloneWith({ 'src/a.ts': 'a', 'dist/.tsbuildinfo': '{}' })
    const inputs = ['src', 'test', 'bench', 'examples', 'tsconfig.json', 'package.json']
    const state = { build: await fingerprintOfTimes(root, inputs) }
    assert.equal(await build.isDone({ root }, state), true)
    assert.equal(await build.isDone({ root }, {}), false)
    await rm(path.join(root, 'dist'), { recursive: true })
    assert.equal(await build.isDone({ root }, state), false)
  })
})

describe('the dashboard and its types', () => {
  const made = ['web/src/api/generated/schema.d.ts', 'web/dist/index.html']
  const files = { 'src/api/app.ts': 'a', 'web/src/main.tsx': 'm', 'test/web/a.test.ts': 't' }
  const isDone = (root, state) =>
    Promise.all([types.isDone({ root }, state), dashboard.isDone({ root }, state)])

  it('are done until what they are made from changes, and never without their output', async () => {
    const root = await cloneWith({
      ...files,
      ...Object.fromEntries(made.map((file) => [file, ''])),
    })
    const state = {
      types: await fingerprintOfTimes(root, ['src', 'package-lock.json']),
      dashboard: await fingerprintOfTimes(root, ['web', 'test/web', 'package-lock.json']),
    }
    assert.deepEqual(await isDone(root, {}), [false, false])
    assert.deepEqual(await isDone(root, state), [true, true])
    await writeFile(path.join(root, 'web/src/main.tsx'), 'changed')
    assert.deepEqual(await isDone(root, state), [true, false])
    await writeFile(path.join(root, 'src/api/app.ts'), 'changed')
    assert.deepEqual(await isDone(root, state), [false, false])
  })

  it('are not done where their output is gone', async () => {
    const root = await cloneWith(files)
    const state = {
      types: await fingerprintOfTimes(root, ['src', 'package-lock.json']),
      dashboard: await fingerprintOfTimes(root, ['web', 'test/web', 'package-lock.json']),
    }
    assert.deepEqual(await isDone(root, state), [false, false])
  })
})

describe('the state', () => {
  it('is empty where there is none or a torn one', async () => {
    const root = await cloneWith({ 'node_modules/x': '' })
    assert.deepEqual(await readState(root), {})
    await writeState(root, { build: 'abc' })
    assert.deepEqual(await readState(root), { build: 'abc' })
    await writeFile(path.join(root, 'node_modules/.sweepd-setup.json'), '{"bui')
    assert.deepEqual(await readState(root), {})
  })
})

describe('downloadWheels', () => {
  it('keeps a finished wheel and drops torn ones', async () => {
    const folder = await cloneWith({ 'a-1.whl': 'wheel', 'torn-x/arriving/half.whl': 'whe' })
    const wheel = { name: 'a', version: '1', sha256: await sha256(path.join(folder, 'a-1.whl')) }
    // this Python answers `pip --version` and would fail any download
    const python = await executable(folder, '[ "$3" = --version ] && echo pip 1.0')
    const files = await downloadWheels({ wheels: [wheel], tags: [] }, folder, { python })
    assert.deepEqual(files, [path.join(folder, 'a-1.whl')])
    await assert.rejects(rm(path.join(folder, 'torn-x')), { code: 'ENOENT' })
  })

  it('fetches again what does not have the pinned hash', async () => {
    const folder = await cloneWith({ 'a-1.whl': 'tampered' })
    const python = await executable(folder, '[ "$3" = --version ] && echo pip 1.0')
    const wheel = { name: 'a', version: '1', sha256: '0'.repeat(64) }
    const progress = { update() {}, clear() {}, say() {} }
    const download = downloadWheels({ wheels: [wheel], tags: [] }, folder, { python, progress })
    await assert.rejects(download, /pip download/)
  })

  it('asks for pip where Python has none', async () => {
    const folder = await temporaryFolder()
    const python = await executable(folder, 'exit 1')
    await assert.rejects(downloadWheels({ wheels: [], tags: [] }, folder, { python }), Missing)
  })
})

describe('findTools', () => {
  it('finds them on the PATH, or where PYTHON and CXX say', async () => {
    const folder = await temporaryFolder()
    const python = await executable(folder, 'true', 'python3')
    const compiler = await executable(folder, 'true', 'my-compiler')
    assert.deepEqual(findTools({ PATH: folder, CXX: compiler }), { python, compiler })
  })

  it('says everything that is missing at once', async () => {
    const PATH = await temporaryFolder()
    assert.throws(() => findTools({ PATH }), /Python 3 with pip.*C\+\+ compiler/)
  })
})

describe('after a failure', () => {
  const failed = { at: 1_000, tools: { missing: 'a compiler' } }

  it('TensorFlow is tried again when a tool has come, else only after an hour', () => {
    assert.equal(mayHelpToRetry(failed, { tools: failed.tools, now: 2_000 }), false)
    assert.equal(mayHelpToRetry(failed, { tools: { compiler: 'c++' }, now: 2_000 }), true)
    assert.equal(mayHelpToRetry(failed, { tools: failed.tools, now: 4_000_000 }), true)
  })

  it('the advice is what to install, or the line that tells the reason', () => {
    assert.equal(adviceFor(new Missing('install a compiler')), 'install a compiler')
    const pip = new Error('python3 … ended with 1\nLooking in indexes\nERROR: No space left\n')
    assert.match(adviceFor(pip), /\(ERROR: No space left\)$/)
  })
})

describe('run', () => {
  it('fails with the end of what the command printed', async () => {
    const failing = run('sh', ['-c', 'echo first; echo why >&2; exit 3'])
    await assert.rejects(failing, /ended with 3\n(.*\n)*why/)
    await assert.rejects(run('sweepd-no-such-command', []), /could not be started/)
  })
})

describe('an interrupted set-up', () => {
  it('ends its children, releases its locks, and says so by its exit code', async () => {
    const folder = await temporaryFolder()
    const scripts = new URL('../../scripts/setup/', import.meta.url)
    const program = `
      import { withLock } from '${new URL('lock.mjs', scripts)}'
      import { endingChildrenOnSignals, run } from '${new URL('run.mjs', scripts)}'
      const onOutput = (text) => console.log(text)
      await endingChildrenOnSignals(() =>
        withLock('${folder}/a.lock', () => run('sh', ['-c', 'echo $$; exec sleep 600'], { onOutput })),
      )`
    const setup = spawn(process.execPath, ['--input-type=module', '-e', program])
    const ended = once(setup, 'exit')
    const [pid] = await once(setup.stdout, 'data')
    setup.kill('SIGTERM')
    assert.deepEqual(await ended, [143, null])
    await untilGone(Number(pid))
    assert.deepEqual(await readdir(folder), [])
  })
})

describe('bar', () => {
  it('shows the share, or only the megabytes while the total is unknown', () => {
    assert.equal(bar(137e6, 274e6), '▓▓▓▓▓▓▓▓▓▓░░░░░░░░░░  50 %  137/274 MB')
    assert.equal(bar(3e6, null), '3 MB')
    assert.match(bar(548e6, 274e6), /100 % {2}274.274 MB/)
  })
})

async function untilGone(pid) {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch (error) {
      assert.equal(error.code, 'ESRCH')
      return
    }
    await new Promise(setImmediate)
  }
}

async function executable(folder, script, name = 'program') {
  const file = path.join(folder, name)
  await writeFile(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return file
}

describe('progress', () => {
  it('says which of several steps it is about, and no number for one alone', () => {
    const lines = []
    const progress = createProgress({ isTTY: false, write: (text) => lines.push(text) })
    progress.say('begins')
    progress.step({ number: 2, of: 4 })
    progress.say('halfway')
    progress.step({ number: 1, of: 1 })
    progress.say('done')
    assert.deepEqual(lines, ['setup: begins\n', 'setup 2/4: halfway\n', 'setup: done\n'])
  })
})
