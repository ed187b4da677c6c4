/** Whose fault is it that a trial broke off? On a real database: what it comes to is what counts. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ClaimedTrial, claimTrials } from '../../../src/db/tables/trials/claim-trials.ts'
import { finishTrials } from '../../../src/study/lifecycle/finish-trials.ts'
import type { StudySpec } from '../../../src/study/study-spec.ts'
import { type GiveUpTools, giveBack, giveUp } from '../../../src/worker/faults/give-up.ts'
import { TrainerDied } from '../../../src/worker/trainer/trainer.ts'
import { type TestApi, testApi } from '../../support/api.ts'
import { createExternal } from '../../support/external-study.ts'

let api: TestApi
let tools: GiveUpTools
let spec: StudySpec
let studyId: string
const faults: string[] = []
const reason = 'out of memory'

before(async () => {
  api = await testApi()
  const { db, queues } = api
  tools = {
    db,
    queues,
    soundness: {
      worked() {},
      failed: (fault) => void faults.push(fault),
      trouble: () => null,
      close() {},
    },
    tell: (told) => finishTrials(db, queues, [told]),
  }
  studyId = await createExternal(api)
  const { rows } = await db.pool.query('SELECT spec FROM study WHERE id = $1', [studyId])
  spec = rows[0].spec
})

after(() => api.close())

let next = 0

/** A trial that this worker has. */
async function claimed(): Promise<ClaimedTrial> {
  const number = next++
  await api.db.pool.query(
    `INSERT INTO trial (study_id, number, state, source, params, spec, provenance)
     VALUES ($1, $2, 'waiting', 'suggested', '{}', '{}', '{}')`,
    [studyId, number],
  )
  return claimAgain(number)
}

async function claimAgain(number: number): Promise<ClaimedTrial> {
  const claim = { studyId, numbers: [number], limit: 1, owner: 'x', leaseMs: 60_000, device: 'cpu' }
  return (await claimTrials(api.db.pool, claim))[0]!
}

async function stored({ number }: ClaimedTrial) {
  const { rows } = await api.db.pool.query(
    'SELECT state, attempt, reason FROM trial WHERE study_id = $1 AND number = $2',
    [studyId, number],
  )
  return rows[0]
}

const broken = (trial: ClaimedTrial, isAlone = true) => ({ spec, trial, isAlone, durationMs: 1 })
const unharmed = { state: 'waiting', attempt: 0, reason: null }

describe('a trial that broke off', () => {
  for (const code of ['ENOSPC', 'EACCES', 'EMFILE', 'ENOENT']) {
    it(`by ${code} waits again, uses up no attempt, and counts against the machine`, async () => {
      faults.length = 0
      const trial = await claimed()
      await giveUp(tools, broken(trial), Object.assign(new Error(`${code}: open`), { code }))
      assert.deepEqual(await stored(trial), unharmed)
      assert.deepEqual(faults, [`${code}: open`])
    })
  }

  for (const code of ['57014', '55P03', '53100', '40P01', '08006', 'ECONNRESET']) {
    it(`by ${code} of the database waits again; no machine is blamed`, async () => {
      faults.length = 0
      const trial = await claimed()
      await giveUp(tools, broken(trial), Object.assign(new Error('no'), { code }))
      assert.deepEqual(await stored(trial), unharmed)
      assert.deepEqual(faults, [])
    })
  }

  it('with its trainer waits again, one attempt later', async () => {
    const trial = await claimed()
    await giveUp(tools, broken(trial), new TrainerDied('SIGSEGV', 'hung'))
    assert.deepEqual(await stored(trial), { ...unharmed, attempt: 1 })
  })

  it('by itself fails', async () => {
    const trial = await claimed()
    await giveUp(tools, broken(trial), new Error('the parent is gone'))
    const { state, reason } = await stored(trial)
    assert.deepEqual([state, reason], ['failed', 'error: the parent is gone'])
  })
})

describe('too little memory', () => {
  it('gives a trial back twice; found again by it alone, it is the trial that is too large', async () => {
    let trial = await claimed()
    for (const times of [1, 2]) {
      await giveBack(tools, broken(trial), { reason, isOutOfMemory: true })
      assert.deepEqual(await stored(trial), unharmed)
      trial = await claimAgain(trial.number)
      assert.equal(trial.outOfMemory, times)
    }
    await giveBack(tools, broken(trial), { reason, isOutOfMemory: true })
    const ended = await stored(trial)
    assert.deepEqual([ended.state, ended.reason], ['failed', 'out-of-memory'])
  })

  it('is never a trial’s own fault beside others', async () => {
    let trial = await claimed()
    for (let times = 0; times < 5; times++) {
      await giveBack(tools, broken(trial, false), { reason, isOutOfMemory: true })
      assert.deepEqual(await stored(trial), unharmed)
      trial = await claimAgain(trial.number)
    }
  })
})
