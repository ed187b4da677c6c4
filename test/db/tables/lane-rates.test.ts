import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { laneRates, measuredGroups, writeLaneRate } from '../../../src/db/tables/lane-rates.ts'
import { workerCapacity, writeHeartbeat } from '../../../src/db/tables/workers.ts'
import { testDatabase } from '../../support/database.ts'

const database = await testDatabase()
after(() => database.close())
const { pool } = database.db

const graph = { execution: 'graph' as const }

const worker = (device: string, hardware: string) => ({
  id: device,
  host: 'here',
  pid: 1,
  trainers: 2,
  backend: 'tensorflow',
  device,
  library: '2',
  advice: null,
  hardware,
  startedAt: new Date(),
})

test('the latest group weighs three tenths, each hardware and class for itself', async () => {
  await writeLaneRate(pool, 'H200', { ...graph, laneClass: 'l16', lanes: 64, usPerStep: 10 })
  await writeLaneRate(pool, 'H200', { ...graph, laneClass: 'l16', lanes: 64, usPerStep: 20 })
  await writeLaneRate(pool, 'H200', { ...graph, laneClass: 'l20', lanes: 8, usPerStep: 5 })
  await writeLaneRate(pool, 'Xeon', { ...graph, laneClass: 'l16', lanes: 64, usPerStep: 99 })
  assert.deepEqual(
    await laneRates(pool, 'H200'),
    new Map([
      ['l16', new Map([[64, 13]])],
      ['l20', new Map([[8, 5]])],
    ]),
  )
})

test('what is older than a month counts no more', async () => {
  await pool.query("UPDATE lane_rate SET measured_at = now() - interval '31 days' WHERE lanes = 8")
  assert.deepEqual([...(await laneRates(pool, 'H200')).keys()], ['l16'])
})

test('rates of graphs and of XLA are apart: those count that were measured last', async () => {
  const group = { laneClass: 'l16', lanes: 64 }
  const read = async () => (await laneRates(pool, 'Epyc')).get('l16')
  await writeLaneRate(pool, 'Epyc', { ...group, ...graph, usPerStep: 40 })
  await writeLaneRate(pool, 'Epyc', { ...group, ...graph, lanes: 8, usPerStep: 50 })
  await pool.query(
    "UPDATE lane_rate SET measured_at = now() - interval '2 days' WHERE hardware = 'Epyc'",
  )
  await writeLaneRate(pool, 'Epyc', { ...group, execution: 'xla', usPerStep: 10 })
  assert.deepEqual(await read(), new Map([[64, 10]]))
  assert.equal((await measuredGroups(pool, 'Epyc')).length, 3)
  await writeLaneRate(pool, 'Epyc', { ...group, execution: 'xla', lanes: 32, usPerStep: 12 })
  await pool.query(
    "UPDATE lane_rate SET measured_at = now() - interval '3 days' WHERE hardware = 'Epyc' AND execution = 'xla'",
  )
  assert.deepEqual(
    await read(),
    new Map([
      [64, 40],
      [8, 50],
    ]),
  )
})

test('a fleet has the rates of its GPU where it has one', async () => {
  assert.deepEqual(await workerCapacity(pool), { trainers: 0, device: 'cpu', rates: new Map() })
  await writeHeartbeat(pool, worker('cpu', 'Xeon'), { isDraining: false, trouble: null })
  assert.deepEqual((await workerCapacity(pool)).rates.get('l16'), new Map([[64, 99]]))
  await writeHeartbeat(pool, worker('gpu', 'H200'), { isDraining: false, trouble: null })
  const both = await workerCapacity(pool)
  assert.equal(both.trainers, 4)
  assert.equal(both.device, 'gpu')
  assert.deepEqual(both.rates.get('l16'), new Map([[64, 13]]))
})
