/**
 * Whoever lost a trial changes nothing of it. Every statement that writes or deletes epochs, checkpoints or models is
 * named here, with what keeps it from doing harm: a new one fails the first test until it is fenced.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import {
  blobId,
  dropCheckpoints,
  dropStudyCheckpoints,
  dropStudyData,
  getBlob,
  putCheckpoint,
  putModel,
} from '../../src/db/tables/blobs.ts'
import {
  dropEpochsAfter,
  type EpochRow,
  readEpochs,
  writeEpochs,
} from '../../src/db/tables/metrics/epochs.ts'
import { claimTrials } from '../../src/db/tables/trials/claim-trials.ts'
import { endTrials } from '../../src/db/tables/trials/end-trials.ts'
import { expireLeases, type Lease } from '../../src/db/tables/trials/leases.ts'
import { type TestApi, testApi } from '../support/api.ts'
import { createExternal } from '../support/external-study.ts'

/** Function that holds the statement → what its condition is. */
const statements: Record<string, RegExp> = {
  'db/tables/metrics/epochs.ts writeEpochs': /t\.fencing/,
  'db/tables/metrics/reports.ts insertReports': /t\.fencing = 0/,
  'db/tables/metrics/epochs.ts dropEpochsAfter': /fencing = \$/,
  'db/tables/trials/external-trials.ts writeReports': /t\.fencing/,
  'db/tables/blobs.ts putUnderLease': /fencing = \$/,
  'db/tables/blobs.ts dropCheckpoints': /t\.fencing = l\.fencing/,
  // a rule about all trials, which no lost lease can make wrong: it is read in the statement
  'db/tables/blobs.ts dropOtherModels': /NOT IN \(\s*SELECT .* state = 'complete'/,
  'db/tables/blobs.ts dropStudyCheckpoints': /NOT EXISTS \(\s*SELECT 1 FROM trial .* 'running'/,
  'db/tables/blobs.ts dropHeldOut': /NOT EXISTS \(\s*SELECT 1 FROM trial .* 'running'/,
  'db/tables/blobs.ts dropSpentCheckpoints': /state IN \('waiting', 'running'\)\).*DELETE/,
  // only copies of rounds before, under the study's lock: none of them is open
  'db/tables/studies/final-round.ts setFinalModel': /copy_of IS NOT NULL AND t\.number < \$2/,
  'db/tables/blobs.ts dropStudyData': /NOT EXISTS \(SELECT 1 FROM study/,
  // datasets, whose ids are hashes of their bytes
  'db/tables/blobs.ts putDatasetBlob': /INSERT INTO blob \(id, bytes, size\) VALUES/,
  'db/tables/blobs.ts deleteDatasetBlob': /NOT EXISTS \(SELECT 1 FROM dataset/,
}

describe('statements on epoch_metric and blob', () => {
  const root = path.resolve('src')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith(path.join('db', 'generated')),
  )
  const found = files.flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8')
    return text.split(/^(?=export |async function |function |const )/m).flatMap((part) => {
      const [, name] = /function (\w+)/.exec(part) ?? []
      const literals = part.match(/`[^`]*`|'[^'\n]*'/g) ?? []
      return literals
        .filter((sql) => /\b(INSERT INTO|UPDATE|DELETE FROM)\s+(epoch_metric|blob)\b/.test(sql))
        .map((sql) => ({ name: `${file} ${name}`, sql: sql.replace(/\s+/g, ' ') }))
    })
  })

  it('are the named ones', () => {
    const names = [...new Set(found.map(({ name }) => name))].sort()
    assert.deepEqual(names, Object.keys(statements).sort())
  })

  it('have their conditions', () => {
    for (const { name, sql } of found) assert.match(sql, statements[name]!, name)
  })

  it('are SQL: Prisma, which knows no fencing, writes none of them', () => {
    const writing = /prisma\.(epochMetric|blob)\.(create|update|upsert|delete)/
    const writers = files.filter((file) =>
      writing.test(readFileSync(path.join(root, file), 'utf8')),
    )
    assert.deepEqual(writers, [])
  })
})

describe('a worker that lost its trial to another', () => {
  let api: TestApi
  let old: Lease
  let now: Lease
  const epoch = (lease: Lease, step: number): EpochRow => ({
    ...lease,
    step,
    value: step,
    train: {},
    validation: {},
  })

  before(async () => {
    api = await testApi()
    const { pool } = api.db
    const studyId = await createExternal(api)
    await pool.query(
      `INSERT INTO trial (study_id, number, state, source, params, spec, provenance)
       VALUES ($1, 0, 'waiting', 'suggested', '{}', '{}', '{}')`,
      [studyId],
    )
    const trainer = async () =>
      (await pool.query('SELECT trainer FROM trial WHERE study_id = $1', [studyId])).rows[0].trainer
    const claim = {
      studyId,
      numbers: [0],
      limit: 1,
      owner: 'worker',
      leaseMs: 0,
      device: 'cpu',
      trainer: 2,
    }
    old = (await claimTrials(pool, claim))[0]!
    assert.equal(await trainer(), 2)
    await new Promise((resolve) => setTimeout(resolve, 5))
    assert.equal(await expireLeases(pool, { studyId, maxAttempts: 9 }), 1)
    now = (await claimTrials(pool, { ...claim, leaseMs: 60_000 }))[0]!
    assert.ok(now.fencing > old.fencing)
    assert.equal(await trainer(), null, 'the first claim may have been of another trainer')
    await writeEpochs(
      pool,
      [1, 2, 3].map((step) => epoch(now, step)),
    )
    await putCheckpoint(pool, now, Buffer.from('new'))
  })

  after(() => api.close())

  it('deletes and writes no epochs', async () => {
    const { pool } = api.db
    await dropEpochsAfter(pool, old, 0)
    assert.deepEqual(await writeEpochs(pool, [epoch(old, 4)]), [])
    const steps = (await readEpochs(pool, now.studyId, 0)).map(({ step }) => step)
    assert.deepEqual(steps, [1, 2, 3])
  })

  it('writes and deletes no checkpoint, no model', async () => {
    const { pool } = api.db
    await putCheckpoint(pool, old, Buffer.from('old'))
    await putModel(pool, old, Buffer.from('old'))
    await dropCheckpoints(pool, [old])
    await dropStudyCheckpoints(pool, old.studyId)
    await dropStudyData(pool, old.studyId)
    const kept = await getBlob(pool, blobId.checkpoint(now.studyId, 0))
    assert.equal(String(kept), 'new')
    assert.equal(await getBlob(pool, blobId.model(now.studyId, 0)), null)
  })

  it('leaves all that to the one that has it', async () => {
    const { pool } = api.db
    await dropEpochsAfter(pool, now, 2)
    assert.equal((await readEpochs(pool, now.studyId, 0)).length, 2)
    const end = { state: 'complete' as const, values: [1], rankValue: 1, step: 2 }
    await endTrials(pool, now.studyId, [{ ...now, end, durationMs: 1 }])
    await putModel(pool, old, Buffer.from('old'))
    await putModel(pool, now, Buffer.from('new'))
    await dropCheckpoints(pool, [now])
    assert.equal(String(await getBlob(pool, blobId.model(now.studyId, 0))), 'new')
    assert.equal(await getBlob(pool, blobId.checkpoint(now.studyId, 0)), null)
  })
})
