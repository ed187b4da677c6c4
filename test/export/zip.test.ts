import assert from 'node:assert/strict'
import { it } from 'node:test'
import { unzip } from '../../src/data/unpack/unzip.ts'
import { zip } from '../../src/export/zip.ts'

it('zip gives the same bytes for the same files, which unzip reads', async () => {
  const files = [{ name: 'folder/a.txt', bytes: Buffer.from('hello') }]
  const packed = await zip(files)
  assert.deepEqual(await zip(files), packed)
  const { bytes } = await unzip(packed, 100)
  assert.equal(String(bytes), 'hello')
})
