/** What triggers keep for lists of studies: how the best value improved, and how fast trials end. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
let studies = 0
let studyId: string

const run = async (text: string, values: unknown[] = []) =>
  (await database.db.pool.query(text, values)).rows

before(async () => {
  database = await testDatabase()
})
after(() => database.close())
beforeEach(() => insertStudy('minimize'))

async function insertStudy(direction: string): Promise<void> {
  studyId = `study ${++studies}`
  await run(
    `INSERT INTO study (id, name, spec, direction, seed) VALUES ($1, 'history', '{}', $2, 1)`,
    [studyId, direction],
  )
}

/** Running trials, from number `from`, which reach the ranks in one statement or, as imported ones, are inserted with them. */
async function complete(ranks: (number | string)[], { from = 0, source = 'suggested' } = {}) {
  const state = source === 'imported' ? 'complete' : 'running'
  await run(
    `INSERT INTO trial (study_id, number, state, source, params, spec, provenance, last_step, rank_value)
     SELECT $1, $3 + place - 1, $4, $5, '{}', '{}', '{}', 10, CASE WHEN $4 = 'complete' THEN rank END
     FROM unnest($2::float8[]) WITH ORDINALITY AS given(rank, place)`,
    [studyId, ranks, from, state, source],
  )
  if (state === 'complete') return
  await run(
    `UPDATE trial t SET state = 'complete', rank_value = rank
     FROM unnest($2::float8[]) WITH ORDINALITY AS given(rank, place)
     WHERE study_id = $1 AND number = $3 + place - 1`,
    [studyId, ranks, from],
  )
}

async function study() {
  const [row] = await run(
    `SELECT best_history AS history, trained_trials AS trained, trained_ms::float8 AS "trainedMs", pace
     FROM study WHERE id = $1`,
    [studyId],
  )
  return row
}

describe('the history of the best value', () => {
  it('has the count of ended trials and the value of each improvement', async () => {
    for (const [number, rank] of [5, 6, 3, 3, 1].entries()) await complete([rank], { from: number })
    assert.deepEqual((await study()).history, [
      [1, 5],
      [3, 3],
      [5, 1],
    ])
  })

  it('has values as they are where they are maximized', async () => {
    await insertStudy('maximize')
    for (const [number, rank] of [-0.5, -0.2, -0.75].entries())
      await complete([rank], { from: number })
    assert.deepEqual((await study()).history, [
      [1, 0.5],
      [3, 0.75],
    ])
  })

  it('has the best of trials that end or are imported together', async () => {
    await complete([5, 2, 4])
    await complete([3, 1], { from: 3, source: 'imported' })
    assert.deepEqual((await study()).history, [
      [3, 2],
      [5, 1],
    ])
  })

  it('leaves out trials that violate a constraint', async () => {
    await complete(['infinity'])
    assert.deepEqual((await study()).history, [])
    await complete([7, 'infinity'], { from: 1 })
    assert.deepEqual((await study()).history, [[3, 7]])
  })

  it('has at most 60 points, the newest and the first of all', async () => {
    for (let number = 0; number < 150; number++) await complete([1_000 - number], { from: number })
    const { history } = await study()
    assert.ok(history.length > 30 && history.length <= 60, String(history.length))
    assert.deepEqual(history[0], [1, 1_000])
    assert.deepEqual(history.at(-1), [150, 851])
    const trials = history.map(([at]: [number]) => at)
    assert.deepEqual(
      trials,
      trials.toSorted((a: number, b: number) => a - b),
    )
  })

  it('is made by the migration for studies from before', async () => {
    const ranks = Array.from({ length: 200 }, (_, i) => 1_000 - i + 50 * (i % 2))
    for (const [number, rank] of ranks.entries()) {
      await complete([rank], { from: number })
    }
    await run(`UPDATE trial SET ended_at = timestamptz '2026-01-01' + number * interval '1 s'
      WHERE study_id = '${studyId}'`)
    await run(`UPDATE study SET best_history = '[]', trained_trials = 0 WHERE id = '${studyId}'`)
    const file = 'prisma/migrations/20261127201500_study_history_and_pace/migration.sql'
    const statements = readFileSync(file, 'utf8').split(/;[^\n]*\n\n/)
    for (const text of statements.slice(1, 3)) await run(text)
    const { history, trained } = await study()
    assert.equal(trained, 200)
    assert.ok(history.length > 30 && history.length <= 60)
    assert.deepEqual(history.at(-1), [199, 802])
  })
})

describe('the pace of a study', () => {
  const later = (seconds: number) =>
    run(`UPDATE study SET active_ms = active_ms + $2 WHERE id = $1`, [studyId, seconds * 1_000])

  it('is noted at most once in 15 s of running time, and the note before is kept', async () => {
    await complete([1])
    const start = [0, 0, 0]
    assert.deepEqual((await study()).pace, [start, start])
    await later(20)
    await complete([1, 2], { from: 1 })
    const first = (await study()).pace[1]
    assert.deepEqual((await study()).pace[0], start)
    assert.deepEqual(first.slice(1), [3, 30])
    await later(10)
    await complete([1], { from: 3 })
    assert.deepEqual((await study()).pace, [start, first])
    await later(10)
    await complete([1], { from: 4 })
    const { pace, trained, trainedMs } = await study()
    assert.deepEqual(pace[0], first)
    assert.deepEqual(pace[1], [trainedMs, 5, 50])
    assert.equal(trained, 5)
  })

  it('counts the epochs of running trials, and no imported trials', async () => {
    await complete([1, 1], { source: 'imported' })
    await run(
      `INSERT INTO trial (study_id, number, state, source, params, spec, provenance, last_step)
       VALUES ($1, 2, 'running', 'suggested', '{}', '{}', '{}', 7)`,
      [studyId],
    )
    await later(20)
    await complete([1], { from: 3 })
    assert.deepEqual((await study()).pace[1].slice(1), [1, 17])
  })
})
