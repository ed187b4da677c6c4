/**
 * Compares the hand-written SQL statements of src/db with the same queries through Prisma, in turns in one process.
 * Options: --rounds N --calls N (calls per case, round and side).
 */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { type Db, openDb, studyTransaction } from '../../src/db/client.ts'
import { startEmbeddedPostgres } from '../../src/db/server/embedded-postgres.ts'
import { migrate } from '../../src/db/server/migrate.ts'
import { getBlob, putDatasetBlob } from '../../src/db/tables/blobs.ts'
import { listEvents } from '../../src/db/tables/events.ts'
import { type EpochRow, readEpochs, writeEpochs } from '../../src/db/tables/metrics/epochs.ts'
import { updateStudy } from '../../src/db/tables/studies/change-study.ts'
import { createStudyRow } from '../../src/db/tables/studies/create-study.ts'
import { lockStudy } from '../../src/db/tables/studies/study-row.ts'
import { readHistory } from '../../src/db/tables/trials/history.ts'
import { insertTrials, type NewTrial } from '../../src/db/tables/trials/insert-trials.ts'
import { readRanking, readRankingVersion } from '../../src/db/tables/trials/ranking.ts'
import { listShownTrials } from '../../src/db/tables/trials/read-trials.ts'
import { saveResult } from '../results.ts'
import { markdownTable, median, shown } from '../statistics.ts'

const studyId = 'measured'
const trialCount = 5_000
const epochCount = 100

interface Case {
  name: string
  sql(db: Db): Promise<unknown>
  prisma(db: Db): Promise<unknown>
}

let next = trialCount // number of the next trial to write

const cases: Case[] = [
  {
    name: 'version of a leaderboard',
    sql: ({ pool }) => readRankingVersion(pool, studyId),
    prisma: ({ prisma }) =>
      prisma.study.findUnique({
        where: { id: studyId },
        select: { version: true, state: true },
      }),
  },
  {
    name: 'leaderboard, 50 trials',
    sql: ({ pool }) => readRanking(pool, studyId, { limit: 50, after: null }),
    prisma: ({ prisma }) =>
      prisma.study.findUnique({
        where: { id: studyId },
        select: {
          version: true,
          direction: true,
          state: true,
          trials: {
            where: { state: 'complete' },
            orderBy: [{ rankValue: 'asc' }, { tieValue: 'asc' }, { number: 'asc' }],
            take: 50,
            select: {
              number: true,
              value: true,
              values: true,
              step: true,
              params: true,
              durationMs: true,
            },
          },
        },
      }),
  },
  {
    name: 'page of 200 trials as JSON text',
    sql: ({ pool }) =>
      listShownTrials(pool, studyId, { limit: 200, after: null, state: null, order: 'asc' }),
    prisma: async ({ prisma }) => {
      const rows = await prisma.trial.findMany({
        where: { studyId },
        orderBy: { number: 'asc' },
        take: 200,
      })
      return rows.map(({ params, spec, provenance }) =>
        JSON.stringify({ params, spec, provenance }),
      )
    },
  },
  {
    name: 'history of 5000 trials',
    sql: ({ pool }) => readHistory(pool, studyId, null),
    prisma: ({ prisma }) =>
      prisma.trial.findMany({
        where: { studyId },
        orderBy: { number: 'asc' },
        select: { number: true, state: true, params: true, values: true, violations: true },
      }),
  },
  {
    name: '100 epochs of a trial',
    sql: ({ pool }) => readEpochs(pool, studyId, 0),
    prisma: ({ prisma }) =>
      prisma.epochMetric.findMany({ where: { studyId, number: 0 }, orderBy: { step: 'asc' } }),
  },
  {
    name: 'blob of 1 MB is read',
    sql: ({ pool }) => getBlob(pool, 'dataset/measured'),
    prisma: ({ prisma }) => prisma.blob.findUnique({ where: { id: 'dataset/measured' } }),
  },
  {
    name: '64 epochs are written',
    sql: ({ pool }) => writeEpochs(pool, epochRows(64)),
    prisma: ({ prisma }) =>
      prisma.$transaction([
        prisma.epochMetric.deleteMany({ where: { studyId, number: 0, step: { lte: 64 } } }),
        prisma.epochMetric.createMany({
          data: epochRows(64).map(({ fencing: _, ...row }) => row),
        }),
      ]),
  },
  {
    name: '8 trials are inserted',
    sql: ({ pool }) => insertTrials(pool, studyId, newTrials(8)),
    prisma: ({ prisma }) =>
      prisma.trial.createMany({
        data: newTrials(8).map((trial) => ({ studyId, ...trial, values: [] })),
      }),
  },
  {
    name: 'study is locked and changed',
    sql: (db) =>
      studyTransaction(db, studyId, async (sql) => {
        await lockStudy(sql, studyId)
        await updateStudy(sql, studyId, { parallelism: 3 })
      }),
    prisma: ({ prisma }) =>
      prisma.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${studyId}, 7))::text`
        await tx.$queryRaw`SELECT id FROM study WHERE id = ${studyId} FOR NO KEY UPDATE`
        await tx.study.update({ where: { id: studyId }, data: { parallelism: 3 } })
      }),
  },
  {
    name: '100 events (Prisma serves them)',
    sql: ({ pool }) =>
      pool.query(
        'SELECT seq::float8, type, data, at FROM event WHERE study_id = $1 ORDER BY seq LIMIT 100',
        [studyId],
      ),
    prisma: (db) => listEvents(db, studyId, { after: 0, limit: 100 }),
  },
]

function epochRows(count: number): EpochRow[] {
  return Array.from({ length: count }, (_, i) => ({
    studyId,
    number: 0,
    fencing: 1,
    step: i + 1,
    value: 1 / (i + 1),
    train: { accuracy: 0.5 },
    validation: { accuracy: 0.5 },
  }))
}

function newTrials(count: number) {
  return Array.from({ length: count }, () => ({
    number: next++,
    state: 'waiting' as const,
    source: 'suggested' as const,
    params: paramsOfTen(),
    spec: { model: { ...paramsOfTen() } },
    provenance: { sampler: 'random' },
  })) satisfies NewTrial[]
}

function paramsOfTen(): Record<string, number> {
  return Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`parameter${i}`, i / 7]))
}

async function fill(db: Db): Promise<void> {
  await createStudyRow(
    db,
    {
      id: studyId,
      name: studyId,
      spec: { objective: { metric: 'value', direction: 'minimize' }, budget: {} },
      direction: 'minimize',
      datasetId: null,
      seed: 1,
      tags: [],
      note: null,
      parallelism: null,
      maxTrials: null,
      maxSeconds: null,
      target: null,
      warmStart: null,
      plan: null,
      idempotencyKey: null,
      requestHash: null,
    },
    [],
  )
  next = 0
  const running = newTrials(1).map((trial) => ({
    ...trial,
    state: 'running' as const,
    claim: { owner: 'bench', leaseMs: 3_600_000 },
  }))
  const complete = newTrials(trialCount - 1).map((trial) => ({
    ...trial,
    state: 'complete' as const,
    values: [trial.number % 997],
    rankValue: trial.number % 997,
  }))
  await insertTrials(db.pool, studyId, [...running, ...complete])
  await writeEpochs(db.pool, epochRows(epochCount))
  await putDatasetBlob(db.pool, 'dataset/measured', Buffer.alloc(2 ** 20, 'sweepd'))
}

interface Measured {
  name: string
  sql: number[] // processor time of this process, in ms per call
  prisma: number[]
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '7' },
      calls: { type: 'string', default: '100' },
    },
  })
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-bench-'))
  // PostgreSQL does not run as root, so its user must be able to access the folder
  fs.chmodSync(folder, 0o755)
  const postgres = await startEmbeddedPostgres(folder)
  await migrate(postgres.url, path.resolve('prisma'))
  const db = openDb(postgres.url)
  try {
    await fill(db)
    const measured: Measured[] = []
    for (const { name, ...sides } of cases) {
      const one: Measured = { name, sql: [], prisma: [] }
      const calls = name.startsWith('history') ? 5 : Number(values.calls)
      // warm-up: the first round compiles the code
      for (let round = 0; round <= Number(values.rounds); round++) {
        for (const side of ['sql', 'prisma'] as const) {
          const ms = await measure(() => sides[side](db), calls)
          if (round > 0) one[side].push(ms)
        }
      }
      measured.push(one)
      process.stderr.write(`${name}: ${shown(median(one.sql))} / ${shown(median(one.prisma))} ms\n`)
    }
    saveResult('db', args, tableOf(measured), measured)
  } finally {
    await db.close()
    await postgres.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** Measures sequential calls by the processor time of this process, which other load on the machine does not affect. */
async function measure(call: () => Promise<unknown>, calls: number): Promise<number> {
  const before = process.cpuUsage()
  for (let i = 0; i < calls; i++) await call()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000 / calls
}

function tableOf(measured: readonly Measured[]): string {
  const rows = measured.map(({ name, sql, prisma }) => {
    const [own, other] = [median(sql), median(prisma)]
    return [name, shown(own), shown(other), `${shown(other / own)}×`]
  })
  return markdownTable(['', 'SQL, ms of the client', 'Prisma, ms of the client', 'ratio'], rows)
}
