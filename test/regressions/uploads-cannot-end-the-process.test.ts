/** A gzip of short lines ended the process, and long files blocked its event loop. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { anotherApi, type TestApi, testApi } from '../support/api.ts'
import { houses, housesSpec, upload, uploadCsv } from '../support/upload.ts'

let api: TestApi
before(async () => {
  api = await testApi({ uploadBytes: 2 ** 22 })
})
after(() => api.close())

let count = 0
const spec = () => ({ ...housesSpec, name: `houses-${count++}` })
const uploadHouses = (to: TestApi = api) => uploadCsv(to, spec(), houses)

/** Folders of this process that hold an upload on its way, not those of children that may read another. */
const left = (name: string) =>
  fs
    .readdirSync(os.tmpdir())
    .filter((folder) => folder.startsWith(`sweepd-uploads-${process.pid}-`))
    .filter((folder) => fs.existsSync(path.join(os.tmpdir(), folder, name)))

describe('an upload', () => {
  it('of far more rows than are taken is refused before they are noted', async () => {
    const lines = gzipSync(Buffer.alloc(2 ** 25, '1\n'))
    const answer = await uploadCsv(api, { ...spec(), header: false, target: 0 }, lines)
    assert.equal(answer.status, 413, JSON.stringify(answer.body))
    assert.match(answer.body.detail, /more than 2000000 rows/)
    assert.equal((await uploadHouses()).status, 201)
  })

  it('of far more columns than are taken is refused before they are named', async () => {
    const answer = await uploadCsv(api, spec(), gzipSync(Buffer.alloc(2 ** 25, ',')))
    assert.equal(answer.status, 413, JSON.stringify(answer.body).slice(0, 1_000))
    assert.match(answer.body.detail, /33554433 columns; at most 2000000 rows, 16385 columns/)
  })

  it('with a name as long as a file is refused without its name', async () => {
    for (const header of ['"'.repeat(2 ** 21), `a,${'b'.repeat(1_001)}`]) {
      const answer = await uploadCsv(api, spec(), gzipSync(`${header}\n1,2\n`))
      const text = JSON.stringify(answer.body)
      assert.equal(answer.status, 422, text.slice(0, 1_000))
      assert.ok(text.length < 1_000, `${text.length} characters`)
    }
    const { body } = await uploadCsv(api, spec(), `a,${'b'.repeat(1_001)}\n1,2\n`)
    assert.match(body.errors[0].detail, /^line 1: the name of column 2 has 1001 characters/)
  })

  it('that packs more than is taken is refused', async () => {
    // one gzip member many times over: they unpack to one after the other
    const member = gzipSync(Buffer.alloc(2 ** 24, '1,2\n'))
    const packed = Buffer.concat(Array.from({ length: 33 }, () => member))
    const answer = await uploadCsv(api, spec(), packed)
    assert.equal(answer.status, 413, JSON.stringify(answer.body))
    assert.match(answer.body.detail, /unpacked/)
  })

  it('larger than the limit is refused while it arrives', async () => {
    const answer = await uploadCsv(api, spec(), Buffer.alloc(2 ** 23, 'a'))
    assert.equal(answer.status, 413)
    assert.equal(answer.body.type, 'urn:sweepd:problem:too-large')
  })

  it('that takes too much memory or time ends its reader alone, and the next one is read', async () => {
    for (const [limits, words] of [
      [{ memoryBytes: 2 ** 24 }, /more than 16 MiB of memory/],
      [{ readMs: 1 }, /more than 0.001 s/],
    ] as const) {
      const other = await anotherApi(api, { reader: limits })
      const answer = await uploadHouses(other)
      assert.equal(answer.status, 413, JSON.stringify(answer.body))
      assert.equal(answer.body.type, 'urn:sweepd:problem:too-large')
      assert.match(answer.body.errors[0].detail, words)
      assert.equal((await other.call('GET', '/healthz')).status, 200)
      await other.close()
    }
    assert.equal((await uploadHouses()).status, 201)
  })

  it('beyond those that are admitted at once is told to come again', async () => {
    const other = await anotherApi(api, { reader: { uploadsAtOnce: 1 } })
    const answers = await Promise.all([uploadHouses(other), uploadHouses(other)])
    const statuses = answers.map(({ status }) => status).toSorted()
    assert.deepEqual(statuses, [201, 503])
    const refused = answers.find(({ status }) => status === 503)
    assert.equal(refused!.body.type, 'urn:sweepd:problem:busy')
    assert.ok(Number(refused!.headers['retry-after']) > 0)
    await other.close()
  })

  it('leaves no file behind, however it ended', async () => {
    const part = { name: 'file', content: 'a,b\n1,2', filename: 'x.csv' }
    await uploadHouses()
    await uploadCsv(api, { ...spec(), target: 'nowhere' }, houses)
    await uploadCsv(api, spec(), Buffer.alloc(2 ** 23, 'a'))
    await upload(api, [part])
    await upload(api, [{ ...part, name: 'other' }, part])
    await upload(api, [part, part])
    for (const name of ['file', 'other', 'spec', 'result']) assert.deepEqual(left(name), [], name)
  })

  it('of a process that was killed is removed by the next one', async () => {
    const { pid } = spawnSync(process.execPath, ['--version'])
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `sweepd-uploads-${pid}-`))
    const other = await anotherApi(api)
    assert.equal((await uploadHouses(other)).status, 201)
    assert.ok(!fs.existsSync(folder))
    await other.close()
  })
})
