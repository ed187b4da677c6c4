import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { absentOptionalPackages, platformOf } from '../../scripts/complete-lock.mjs'
import { isInstalled } from '../../scripts/setup/npm.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('isInstalled', () => {
  const wanted = {
    '': { name: 'sweepd' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/a-win32': { version: '1.0.0', integrity: 'sha512-w', optional: true },
  }
  const installed = { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } }

  it('asks for every package but those of other platforms', () => {
    assert.equal(isInstalled(wanted, installed), true)
    assert.equal(isInstalled(wanted, {}), false)
  })

  it('sees another version and another content', () => {
    const changed = (change) => ({ 'node_modules/a': { ...wanted['node_modules/a'], ...change } })
    assert.equal(isInstalled(wanted, changed({ version: '1.0.1' })), false)
    assert.equal(isInstalled(wanted, changed({ integrity: 'sha512-b' })), false)
  })
})

describe('package-lock.json', () => {
  it('is complete for other platforms (else: node scripts/complete-lock.mjs)', async () => {
    const lock = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8'))
    assert.deepEqual(Object.keys(absentOptionalPackages(lock.packages)), [])
  })
})

describe('absentOptionalPackages', () => {
  it('finds those that are neither beside their dependant nor above it', () => {
    const packages = {
      '': {},
      'node_modules/a': { optionalDependencies: { 'b-linux-x64': '1.0.0' }, dev: true },
      'node_modules/c': { optionalDependencies: { d: '1.0.0' } },
      'node_modules/c/node_modules/d': { version: '1.0.0' },
      'node_modules/e/node_modules/f': { optionalDependencies: { d: '1.0.0', g: '2.0.0' } },
      'node_modules/g': { version: '2.0.0' },
    }
    assert.deepEqual(absentOptionalPackages(packages), {
      'node_modules/b-linux-x64': {
        version: '1.0.0',
        dev: true,
        optional: true,
        os: ['linux'],
        cpu: ['x64'],
      },
      'node_modules/d': { version: '1.0.0', optional: true },
    })
  })
})

describe('platformOf', () => {
  it('reads system, processor and C library from the name', () => {
    assert.deepEqual(platformOf('@a/cli-linux-arm64-musl'), {
      os: ['linux'],
      cpu: ['arm64'],
      libc: ['musl'],
    })
    assert.deepEqual(platformOf('@a/windows-x64'), { os: ['win32'], cpu: ['x64'] })
    assert.deepEqual(platformOf('fsevents'), {})
  })
})
