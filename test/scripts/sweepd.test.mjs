import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { root } from '../../scripts/setup.mjs'

test('the installed command, a link to the clone, runs from any folder', (t) => {
  const { bin, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sweepd-bin-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const link = path.join(folder, 'sweepd')
  symlinkSync(path.join(root, bin.sweepd), link)
  const out = execFileSync(link, ['--version'], { cwd: folder, encoding: 'utf8' })
  assert.equal(out, `${version}\n`)
})
