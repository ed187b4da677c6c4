/** A machine that cannot train gives its trials back, says why, and takes trials again when it can. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { until } from '../e2e/service.ts'
import { type Json, type TestApi, testApi } from '../support/api.ts'
import { houses, housesSpec, housesStudy, uploadCsv } from '../support/upload.ts'
import { type TestWorker, testWorker } from '../support/worker.ts'

let api: TestApi
let bad: TestWorker
let blobs: string

before(async () => {
  api = await testApi()
  assert.equal((await uploadCsv(api, housesSpec, houses)).status, 201)
  bad = await testWorker(api.databaseUrl)
  blobs = path.join(bad.cacheDir, 'blobs')
})

after(async () => {
  await bad.close()
  await api.close()
})

async function search(trials: number): Promise<string> {
  const { status, body } = await api.call('POST', '/v1/studies', {
    ...housesStudy,
    budget: { trials },
  })
  assert.equal(status, 201, JSON.stringify(body))
  return body.id
}

const studyOf = async (id: string): Promise<Json> =>
  (await api.call('GET', `/v1/studies/${id}`)).body
const troubles = async (): Promise<(string | null)[]> =>
  (await api.call('GET', '/v1/workers')).body.items.map((worker: Json) => worker.trouble)

/** A disk that is full where one can be mounted; elsewhere a file where a folder should be. */
function breakCache(): { repair(): void; says: RegExp } {
  fs.rmSync(blobs, { recursive: true, force: true })
  fs.mkdirSync(blobs)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', blobs], { stdio: 'ignore' })
    fs.writeFileSync(path.join(blobs, 'filler'), Buffer.alloc(4_096))
    return { repair: () => void execFileSync('umount', [blobs]), says: /ENOSPC/ }
  } catch {
    fs.rmdirSync(blobs)
    fs.writeFileSync(blobs, '')
    return { repair: () => fs.rmSync(blobs), says: /ENOTDIR|EEXIST/ }
  }
}

describe('a worker whose cache takes no files', () => {
  it('leaves trials as they are, stops taking them, says why, and goes on when it can', async () => {
    const { repair, says } = breakCache()
    const id = await search(6)
    try {
      await until(async () => (await troubles())[0] !== null, 'the worker is in trouble')
      assert.match(String((await troubles())[0]), says)
      const { trials } = await studyOf(id)
      assert.deepEqual([trials.failed, trials.complete, trials.running], [0, 0, 0])
      const ready = await api.call('GET', '/readyz')
      assert.deepEqual([ready.status, ready.body.missing], [503, ['worker']])
    } finally {
      repair()
    }
    await until(async () => (await studyOf(id)).state === 'complete', 'the study completes')
    const { body } = await api.call('GET', `/v1/studies/${id}/trials`)
    assert.deepEqual(
      body.items.map(({ state, attempt }: Json) => [state, attempt]),
      Array(6).fill(['complete', 1]),
    )
    assert.deepEqual(await troubles(), [null])
  })
})
