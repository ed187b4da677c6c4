import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { writeLaneRate } from '../../../src/db/tables/lane-rates.ts'
import { writeHeartbeat } from '../../../src/db/tables/workers.ts'
import { type TestApi, testApi } from '../../support/api.ts'
import { houses, housesSpec, housesStudy, uploadCsv } from '../../support/upload.ts'

const described = (id: string, hardware: string) => ({
  ...{ id, host: 'here', pid: 1, trainers: 2, backend: 'tensorflow', device: 'cpu' },
  ...{ library: '2.9', advice: null, hardware, startedAt: new Date() },
})

let api: TestApi
before(async () => {
  api = await testApi()
  const { pool } = api.db
  const first = { ...described('first', 'Xeon'), cores: 4, memoryBytes: 8e9, gpus: 0 }
  await writeHeartbeat(pool, first, { isDraining: false, trouble: null })
  await writeHeartbeat(pool, described('second', 'Epyc'), { isDraining: true, trouble: null })
  await writeLaneRate(pool, 'Xeon', {
    ...{ laneClass: '1e6', execution: 'xla', lanes: 4, usPerStep: 250 },
  })
  await uploadCsv(api, housesSpec, houses)
  const study = (await api.call('POST', '/v1/studies', housesStudy)).body.id
  const shapes = ['a', 'b', 'a']
  for (const [number, shape] of shapes.entries()) {
    await pool.query(
      `INSERT INTO trial (study_id, number, state, source, params, spec, provenance, values, shape, last_step,
         lease_owner, lease_expires_at, started_at)
       VALUES ($1, $2, 'running', 'suggested', '{}', '{"epochs": 30}', '{}', '{}', $3, 7, 'first',
         now() + interval '1 hour', now())`,
      [study, number, shape],
    )
  }
})
after(() => api.close())

describe('workers', () => {
  it('say what they train, in groups of one shape, and how fast their hardware is', async () => {
    const { body } = await api.call('GET', '/v1/workers')
    const [first, second] = body.items
    assert.deepEqual(
      first.training.map(({ number, group }: { number: number; group: number }) => [number, group]),
      [
        [0, 0],
        [1, 1],
        [2, 0],
      ],
    )
    const { study, lastStep, epochs } = first.training[0]
    assert.deepEqual([study, lastStep, epochs], ['prices', 7, 30])
    const [rate] = first.rates
    assert.deepEqual([first.rates.length, rate.execution, rate.lanes], [1, 'xla', 4])
    assert.deepEqual([second.training, second.rates], [[], []])
  })

  it('say what their machine has, where they know it', async () => {
    const { body } = await api.call('GET', '/v1/workers')
    const [first, second] = body.items
    assert.deepEqual(
      [first.cores, first.memoryBytes, first.gpus, first.gpuMemoryBytes],
      [4, 8e9, 0, null],
    )
    assert.equal(second.memoryBytes, null)
  })
})
