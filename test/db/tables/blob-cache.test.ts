import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { createBlobCache } from '../../../src/db/tables/blob-cache.ts'

function temporaryFolder(t: { after(work: () => void): void }): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-cache-'))
  t.after(() => fs.rmSync(folder, { recursive: true }))
  return folder
}

test('concurrent wishes for one blob fetch it once', async (t) => {
  let fetches = 0
  const file = createBlobCache(temporaryFolder(t), async () => {
    fetches += 1
    return Buffer.from('bytes')
  })
  const [a, b] = await Promise.all([file('dataset/abc'), file('dataset/abc')])
  assert.equal(a, b)
  assert.equal(fs.readFileSync(a, 'utf8'), 'bytes')
  assert.equal(fetches, 1)
})

test('a file that is there is not fetched again, by another process either', async (t) => {
  const folder = temporaryFolder(t)
  await createBlobCache(folder, async () => Buffer.from('bytes'))('dataset/abc')
  const again = createBlobCache(folder, async () => assert.fail('fetched'))
  assert.equal(fs.readFileSync(await again('dataset/abc'), 'utf8'), 'bytes')
})

test('a blob that is gone is an error and leaves no file', async (t) => {
  const folder = temporaryFolder(t)
  const file = createBlobCache(folder, async () => null)
  await assert.rejects(file('dataset/abc'), /dataset\/abc does not exist/)
  assert.deepEqual(fs.readdirSync(folder), [])
})
