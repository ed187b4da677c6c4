/** What a trial looks like after the workers that trained it were lost: newest epoch, attempts, checkpoints. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { blobId, getBlob, putCheckpoint } from '../../src/db/tables/blobs.ts'
import { writeEpochs } from '../../src/db/tables/metrics/epochs.ts'
import { type ClaimedTrial, claimTrials } from '../../src/db/tables/trials/claim-trials.ts'
import { cancelTrials, endTrials } from '../../src/db/tables/trials/end-trials.ts'
import { expireLeases, releaseTrial } from '../../src/db/tables/trials/leases.ts'
import { type TestApi, testApi } from '../support/api.ts'
import { createExternal } from '../support/external-study.ts'

const maxAttempts = 3

let api: TestApi
let studyId: string
before(async () => {
  api = await testApi()
})
after(async () => {
  await api.close()
})
beforeEach(async () => {
  studyId = await createExternal(api, { enqueue: [{ x: 0.5 }] })
})

async function claim(): Promise<ClaimedTrial> {
  const how = { numbers: [0], limit: 1, owner: 'worker', leaseMs: 60_000, device: null }
  const [trial] = await claimTrials(api.db.pool, { studyId, ...how })
  assert.ok(trial, 'the trial waits')
  return trial
}

/** Epochs that were stored while the worker had no time left to say how far it was. */
const train = (lease: ClaimedTrial, steps: number[]) =>
  writeEpochs(
    api.db.pool,
    steps.map((step) => ({ ...lease, step, value: step, train: {}, validation: {} })),
  )

async function loseWorker(): Promise<void> {
  await api.db.pool.query(`UPDATE trial SET lease_expires_at = now() - interval '1 s'`)
  await expireLeases(api.db.pool, { studyId, maxAttempts })
}

const read = async () => (await api.call('GET', `/v1/studies/${studyId}/trials/0`)).body
const checkpoint = () => getBlob(api.db.pool, blobId.checkpoint(studyId, 0))

describe('the newest epoch of a trial', () => {
  it('is the newest that is stored, however the trial ends', async () => {
    const trial = await claim()
    await train(trial, [1, 2, 3])
    const end = { state: 'complete' as const, values: [1], rankValue: 1, step: 1 }
    await endTrials(api.db.pool, studyId, [{ ...trial, end, durationMs: 1 }])
    assert.equal((await read()).lastStep, 3)
  })

  it('is known of a trial that was cancelled or whose worker was lost', async () => {
    await train(await claim(), [1, 2])
    await loseWorker()
    assert.equal((await read()).lastStep, 2)
    await train(await claim(), [3])
    await cancelTrials(api.db.pool, { studyId, numbers: [0], states: ['running'], reason: 'test' })
    assert.equal((await read()).lastStep, 3)
  })
})

describe('attempts', () => {
  it('are counted anew when a trial gets further than ever', async () => {
    for (const step of [668, 1_361, 1_947, 2_500, 3_000]) {
      await train(await claim(), [step])
      await loseWorker()
      assert.equal((await read()).state, 'waiting', `killed at step ${step}`)
    }
  })

  it('are used up by a trial that gets no further', async () => {
    for (const state of ['waiting', 'waiting', 'failed']) {
      await train(await claim(), [1, 2, 3])
      await loseWorker()
      assert.equal((await read()).state, state)
    }
    assert.equal((await read()).reason, 'worker-lost')
  })

  it('are used up by a trial whose trainer dies before its first epoch', async () => {
    const release = { durationMs: 1, isVoluntary: false, maxAttempts, reason: 'died' } as const
    for (const state of ['waiting', 'waiting', 'failed']) {
      await releaseTrial(api.db.pool, await claim(), release)
      assert.equal((await read()).state, state)
    }
  })
})

describe('a checkpoint', () => {
  const keep = async (lease: ClaimedTrial) => {
    await putCheckpoint(api.db.pool, lease, Buffer.from('weights'))
    assert.ok(await checkpoint())
  }

  it('stays while the trial waits to go on', async () => {
    await keep(await claim())
    await loseWorker()
    assert.ok(await checkpoint())
  })

  it('goes with a trial that is cancelled', async () => {
    await keep(await claim())
    await cancelTrials(api.db.pool, { studyId, numbers: [0], states: ['running'], reason: 'test' })
    assert.equal(await checkpoint(), null)
  })

  it('goes with a trial that fails, whoever ends it', async () => {
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      await keep(await claim())
      await loseWorker()
    }
    assert.equal((await read()).state, 'failed')
    assert.equal(await checkpoint(), null)
  })
})
