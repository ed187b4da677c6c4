/**
 * What the triggers in prisma/migrations write, with plain SQL on a migrated database: counters, version and events of
 * a study, notifications, checkpoints. Whoever changes a row gets this right without knowing of it.
 */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import pg from 'pg'
import { connectionTo } from '../../src/db/server/connection.ts'
import { studyChannel } from '../../src/db/server/listener.ts'
import { TrialState } from '../../src/search/trial.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
let listening: pg.Client
let heard: string[] = []
let studies = 0
let studyId: string

const run = async (text: string, values: unknown[] = []) =>
  (await database.db.pool.query(text, values)).rows

before(async () => {
  database = await testDatabase()
  listening = new pg.Client(connectionTo(database.url))
  await listening.connect()
  await listening.query(`LISTEN ${studyChannel(database.url)}`)
  listening.on('notification', ({ payload = '' }) => heard.push(payload))
})

after(async () => {
  await listening.end()
  await database.close()
})

beforeEach(async () => {
  studyId = `study ${++studies}`
  await insertStudy(studyId)
  await forgetNotified()
})

async function insertStudy(id: string): Promise<void> {
  await run(
    `INSERT INTO study (id, name, spec, direction, seed) VALUES ($1, 'triggers', '{}', 'minimize', 1)`,
    [id],
  )
}

/** In one statement. */
async function insertTrials(states: readonly string[], { study = studyId, from = 0 } = {}) {
  await run(
    `INSERT INTO trial (study_id, number, state, source, params, spec, provenance, rank_value)
     SELECT $1, $3 + place - 1, state, 'suggested', '{}', '{}', '{}', CASE WHEN state = 'complete' THEN 1 END
     FROM unnest($2::text[]) WITH ORDINALITY AS given(state, place)`,
    [study, states, from],
  )
}

async function setState(numbers: number[], state: string): Promise<void> {
  await run(
    `UPDATE trial SET state = $3, rank_value = CASE WHEN $3 = 'complete' THEN 1 END
     WHERE study_id = $1 AND number = ANY($2)`,
    [studyId, numbers, state],
  )
}

/** Counters that are not 0. */
async function counts(study = studyId): Promise<Record<string, number>> {
  const [row] = await run('SELECT * FROM study WHERE id = $1', [study])
  const entries = TrialState.options.map((state) => [state, row[`${state}_count`]])
  return Object.fromEntries(entries.filter(([, count]) => count !== 0))
}

async function version(): Promise<number> {
  const [row] = await run('SELECT version::int AS version FROM study WHERE id = $1', [studyId])
  return row.version
}

async function events(study = studyId) {
  const rows = await run(
    'SELECT seq::int AS seq, type, data FROM event WHERE study_id = $1 ORDER BY seq',
    [study],
  )
  const [row] = await run('SELECT last_event::int AS last FROM study WHERE id = $1', [study])
  assert.deepEqual(
    rows.map(({ seq }) => seq),
    Array.from({ length: row.last }, (_, i) => i + 1),
    'the events are numbered without gaps, and the study knows the newest',
  )
  return rows.map(({ type, data }) => ({ type, ...data }))
}

/** Of what was committed before: notifications come with the answer of a later statement at the latest. */
async function notified(): Promise<string[]> {
  await listening.query('SELECT 1')
  return heard
}

async function forgetNotified(): Promise<void> {
  await notified()
  heard = []
}

describe('a study that is inserted', () => {
  it('has its first event', async () => {
    assert.deepEqual(await events(), [{ type: 'study', state: 'running' }])
  })

  it('is told of', async () => {
    await insertStudy('new')
    assert.deepEqual(await notified(), ['new'])
  })
})

describe('a study that changes its state', () => {
  it('has a new version and an event with its stop reason', async () => {
    await run(`UPDATE study SET state = 'complete', stop_reason = 'budget.trials' WHERE id = $1`, [
      studyId,
    ])
    assert.equal(await version(), 1)
    assert.deepEqual((await events())[1], {
      type: 'study',
      state: 'complete',
      stopReason: 'budget.trials',
    })
    assert.deepEqual(await notified(), [studyId])
  })

  it('is not one whose name changes, or whose state is written again', async () => {
    await run(`UPDATE study SET name = 'other', state = 'running' WHERE id = $1`, [studyId])
    assert.equal(await version(), 0)
    assert.equal((await events()).length, 1)
    assert.deepEqual(await notified(), [studyId], 'lists show names')
    await run(`UPDATE study SET state = 'running' WHERE id = $1`, [studyId])
    assert.deepEqual(await notified(), [studyId], 'nothing new')
  })
})

describe('trials that are inserted', () => {
  it('are counted by state', async () => {
    await insertTrials([...TrialState.options, 'waiting', 'complete'])
    assert.deepEqual(await counts(), {
      waiting: 2,
      running: 1,
      complete: 2,
      pruned: 1,
      failed: 1,
      cancelled: 1,
    })
  })

  it('have an event each, in the order of their numbers, and one notification', async () => {
    await insertTrials(['waiting', 'running'])
    await insertTrials(['failed'], { from: 2 })
    assert.deepEqual((await events()).slice(1), [
      { type: 'trial', number: 0, state: 'waiting', attempt: 0 },
      { type: 'trial', number: 1, state: 'running', attempt: 0 },
      { type: 'trial', number: 2, state: 'failed', attempt: 0 },
    ])
    assert.deepEqual(await notified(), [studyId, studyId])
  })

  it('change the leaderboard only where one is complete', async () => {
    await insertTrials(['waiting', 'failed'])
    assert.equal(await version(), 0)
    await insertTrials(['complete', 'complete'], { from: 2 })
    assert.equal(await version(), 1)
  })

  it('are counted for their own studies, several in a statement', async () => {
    const other = `${studyId}, other`
    await insertStudy(other)
    await run(
      `INSERT INTO trial (study_id, number, state, source, params, spec, provenance)
       VALUES ($1, 0, 'waiting', 'suggested', '{}', '{}', '{}'), ($2, 0, 'running', 'suggested', '{}', '{}', '{}')`,
      [studyId, other],
    )
    assert.deepEqual(await counts(), { waiting: 1 })
    assert.deepEqual(await counts(other), { running: 1 })
    assert.equal((await events(other)).length, 2)
  })
})

describe('trials that change their states', () => {
  for (const from of TrialState.options) {
    it(`are counted no longer as ${from}`, async () => {
      for (const [number, to] of TrialState.options.entries()) {
        await insertTrials([from], { from: number })
        await setState([number], to)
      }
      const all = Object.fromEntries(TrialState.options.map((state) => [state, 1]))
      assert.deepEqual(await counts(), all)
    })
  }

  it('have an event each, with what is known of them', async () => {
    await insertTrials(['running', 'running', 'running'])
    await run(
      `UPDATE trial SET state = 'complete', value = 0.5, rank_value = 0.5, step = 3, attempt = 1
       WHERE study_id = $1 AND number <> 1`,
      [studyId],
    )
    await run(
      `UPDATE trial SET state = 'failed', reason = 'diverged' WHERE study_id = $1 AND number = 1`,
      [studyId],
    )
    const complete = { type: 'trial', state: 'complete', value: 0.5, step: 3, attempt: 1 }
    assert.deepEqual((await events()).slice(4), [
      { ...complete, number: 0 },
      { ...complete, number: 2 },
      { type: 'trial', number: 1, state: 'failed', reason: 'diverged', attempt: 0 },
    ])
    assert.equal((await notified()).length, 3)
  })

  it('change the leaderboard when one becomes complete, or is it no more', async () => {
    await insertTrials(['waiting', 'waiting'])
    await setState([0, 1], 'running')
    assert.equal(await version(), 0)
    await setState([0, 1], 'complete')
    assert.equal(await version(), 1)
    await setState([1], 'failed')
    assert.equal(await version(), 2)
    await setState([1], 'cancelled')
    assert.equal(await version(), 2)
  })

  it('are not those that move on in the same state', async () => {
    await insertTrials(['running', 'complete'])
    const before = [await counts(), await version(), (await events()).length]
    await forgetNotified()
    await run(
      `UPDATE trial SET value = 1, last_step = 2, lease_expires_at = now() WHERE study_id = $1`,
      [studyId],
    )
    assert.deepEqual([await counts(), await version(), (await events()).length], before)
    assert.deepEqual(await notified(), [])
  })

  it('leave nothing behind when the transaction is rolled back', async () => {
    await insertTrials(['running'])
    await forgetNotified()
    const client = await database.db.pool.connect()
    await client.query('BEGIN')
    await client.query(`UPDATE trial SET state = 'failed' WHERE study_id = $1`, [studyId])
    await client.query('ROLLBACK')
    client.release()
    assert.deepEqual(await counts(), { running: 1 })
    assert.equal((await events()).length, 2)
    assert.deepEqual(await notified(), [])
  })
})

describe('the checkpoint of a trial', () => {
  const putCheckpoints = async (numbers: readonly number[]) => {
    for (const number of numbers) {
      await run(`INSERT INTO blob (id, bytes, size) VALUES ($1, 'x', 1)`, [
        `checkpoint/${studyId}/${number}`,
      ])
    }
  }
  const kept = async () =>
    (
      await run(`SELECT id FROM blob WHERE starts_with(id, $1) ORDER BY id`, [
        `checkpoint/${studyId}/`,
      ])
    ).map(({ id }) => Number(id.split('/').at(-1)))

  it('is deleted when it fails or is cancelled, and is kept in every other state', async () => {
    const to = TrialState.options.filter((state) => state !== 'running')
    await insertTrials(to.map(() => 'running'))
    await putCheckpoints([...to.keys()])
    for (const [number, state] of to.entries()) await setState([number], state)
    const expected = [...to.keys()].filter((at) => to[at] !== 'failed' && to[at] !== 'cancelled')
    assert.deepEqual(await kept(), expected)
  })

  it('is deleted of that trial alone', async () => {
    await insertTrials(Array.from({ length: 12 }, () => 'running'))
    await putCheckpoints([1, 10, 11])
    await setState([1], 'failed')
    assert.deepEqual(await kept(), [10, 11])
  })
})

describe('a study that is deleted', () => {
  it('takes its trials and events with it, and those hear of it who follow all studies', async () => {
    await insertTrials(['waiting', 'complete'])
    await forgetNotified()
    await run('DELETE FROM study WHERE id = $1', [studyId])
    const [left] = await run(
      `SELECT (SELECT count(*)::int FROM trial WHERE study_id = $1) AS trials,
         (SELECT count(*)::int FROM event WHERE study_id = $1) AS events`,
      [studyId],
    )
    assert.deepEqual(left, { trials: 0, events: 0 })
    assert.deepEqual(await notified(), [studyId])
  })
})

describe('a trial that is deleted', () => {
  it('stays counted: no trigger undoes an insertion, and nothing deletes trials but their study', async () => {
    await insertTrials(['waiting'])
    await run('DELETE FROM trial WHERE study_id = $1', [studyId])
    assert.deepEqual(await counts(), { waiting: 1 })
  })
})
