import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { studyTransaction } from '../../../../src/db/client.ts'
import { takeNumbers } from '../../../../src/db/tables/studies/change-study.ts'
import { insertTrials } from '../../../../src/db/tables/trials/insert-trials.ts'
import { ensureBuiltins } from '../../../../src/study/datasets.ts'
import { advance } from '../../../../src/study/lifecycle/advance.ts'
import { type Json, type TestApi, testApi } from '../../../support/api.ts'
import { createExternal } from '../../../support/external-study.ts'

let api: TestApi
before(async () => {
  api = await testApi()
  await ensureBuiltins(api.db)
})
after(() => api.close())

const loss = 'crossEntropy'
const body = { dataset: 'iris', budget: { trials: 20 }, sampler: { type: 'random' } }
const create = async (study: object = {}) => {
  const answer = await api.call('POST', '/v1/studies', { ...body, ...study })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body.id as string
}
const request = (id: string, finalists: object = {}) =>
  api.call('POST', `/v1/studies/${id}/finalists`, finalists)
const read = async (id: string, at = '') => (await api.call('GET', `/v1/studies/${id}${at}`)).body

/** As if the sampler had suggested them and workers trained them: accuracies with `units` that may repeat. */
async function completed(id: string, trials: { value: number; units: number }[]): Promise<void> {
  await studyTransaction(api.db, id, async (sql) => {
    const count = trials.length
    const first = await takeNumbers(sql, { studyId: id, count, suggested: count })
    const rows = trials.map(({ value, units }, index) => ({
      ...{ number: first + index, state: 'complete' as const, source: 'suggested' as const },
      ...{
        params: { units },
        spec: { units, loss, epochs: 9, earlyStopping: { patience: 2 } },
        provenance: {},
      },
      ...{ values: [value], rankValue: -value, step: 4, lastStep: 6 },
    }))
    await insertTrials(sql, id, rows)
  })
}

/** Ends all open copies: each with its own value. */
async function trained(id: string, values: readonly (number | null)[]): Promise<void> {
  const { items } = await read(id, '/trials?limit=100')
  const open = items.filter(({ copyOf, state }: Json) => copyOf !== null && state === 'waiting')
  for (const [index, { number }] of open.entries()) {
    const value = values[index] ?? null
    await api.db.pool.query(
      `UPDATE trial SET state = CASE WHEN $3::float8 IS NULL THEN 'failed' ELSE 'complete' END, value = $3,
         values = ARRAY[$3::float8], step = 3 + number % 3, last_step = 9, ended_at = now()
       WHERE study_id = $1 AND number = $2`,
      [id, number, value],
    )
  }
  await advance({ db: api.db, queues: api.queues, suggester: api.suggester }, id)
}

const fault = ({ status, body: { type, errors = [] } }: Json) => [
  status,
  type.replace('urn:sweepd:problem:', ''),
  errors[0]?.pointer,
]

describe('finalists by request', () => {
  it('are refused where there are none to train, and the answer says where and why', async () => {
    const external = await createExternal(api)
    assert.deepEqual(fault(await request(external)), [409, 'wrong-state', undefined])
    await api.call('POST', `/v1/studies/${external}/cancel`)
    assert.deepEqual(fault(await request(external)), [422, 'invalid-study', ''])
    const running = await create()
    assert.deepEqual(fault(await request(running)), [409, 'wrong-state', undefined])
    await api.call('POST', `/v1/studies/${running}/cancel`)
    assert.deepEqual(fault(await request(running)), [422, 'invalid-study', '/top'])
    assert.deepEqual(fault(await request(running, { top: 0 })), [400, 'invalid-request', '/top'])
    assert.deepEqual(fault(await request('none')), [404, 'study-not-found', undefined])
  })

  it('are the best of different specifications, each with the same seeds', async () => {
    const id = await create()
    await completed(
      id,
      [0.9, 0.95, 0.95, 0.93, 0.8].map((value, i) => ({ value, units: i > 2 ? i : 1 })),
    )
    await api.call('POST', `/v1/studies/${id}/cancel`)
    const { status, body } = await request(id, { top: 2, seeds: 3 })
    assert.deepEqual([status, body.state, body.phase], [202, 'running', 'finalists'])
    const { items } = await read(id, '/finalists')
    assert.deepEqual(
      items.map(({ rank, trial, mean }: Json) => [rank, trial, mean]),
      [
        [null, 1, null],
        [null, 3, null],
      ],
    )
    const seeds = items.map(({ trainings }: Json) => trainings.map(({ seed }: Json) => seed))
    assert.deepEqual(seeds[0], seeds[1])
    assert.equal(new Set(seeds[0]).size, 3)
    const marked = (await read(id, '/leaderboard')).items.map(
      ({ finalist }: Json) => finalist?.rank,
    )
    assert.deepEqual(marked, [null, undefined, null, undefined, undefined])
  })

  it('end in a refit for the median of their best epochs, without early stopping', async () => {
    const id = await create()
    await completed(id, [{ value: 0.9, units: 1 }])
    await api.call('POST', `/v1/studies/${id}/cancel`)
    await request(id, { top: 1, seeds: 3 })
    await trained(id, [0.8, 0.82, 0.81])
    const after = await read(id)
    assert.equal(after.phase, 'refit')
    const { number, among, value, mean, optimism } = after.selection
    assert.deepEqual([number, among, value], [0, 1, 0.9])
    assert.ok(Math.abs(mean - 0.81) < 1e-12 && Math.abs(optimism - 0.09) < 1e-12)
    const refit = await read(id, '/trials/4')
    assert.deepEqual(refit.spec, { units: 1, loss, epochs: 4 })
    await trained(id, [1])
    const done = await read(id)
    assert.deepEqual(
      [done.state, done.phase, done.model],
      ['complete', 'done', { type: 'refit', members: [{ trial: 4, weight: 1 }] }],
    )
  })

  it('come last if one of their trainings failed; if all did, the search’s best trial is the model', async () => {
    const id = await create()
    await completed(id, [
      { value: 0.9, units: 1 },
      { value: 0.8, units: 2 },
    ])
    await api.call('POST', `/v1/studies/${id}/cancel`)
    await request(id, { top: 2, seeds: 2, refit: false })
    await trained(id, [0.99, null, 0.7, 0.7])
    const order = (await read(id, '/finalists')).items.map(({ trial }: Json) => trial)
    assert.deepEqual(order, [1, 0])
    assert.deepEqual((await read(id)).model.type, 'trial')
    await request(id, { top: 1, seeds: 2, refit: false })
    await trained(id, [null, null])
    const done = await read(id)
    assert.deepEqual(done.model.members, [{ trial: 0, weight: 1 }])
    assert.equal(done.selection, null)
  })

  it('keep a budget and new trials waiting until they are trained', async () => {
    const id = await create()
    await completed(id, [{ value: 0.9, units: 1 }])
    await api.call('POST', `/v1/studies/${id}/cancel`)
    await request(id, { top: 1, seeds: 2 })
    const patch = await api.call('PATCH', `/v1/studies/${id}`, { budget: { trials: 50 } })
    assert.deepEqual(fault(patch), [409, 'wrong-state', undefined])
    const enqueued = await api.call('POST', `/v1/studies/${id}/trials`, { params: {} })
    assert.deepEqual(fault(enqueued), [409, 'wrong-state', undefined])
    assert.deepEqual(fault(await request(id)), [409, 'wrong-state', undefined])
  })
})

describe('finalists in a study', () => {
  const refused = async (study: object) => fault(await api.call('POST', '/v1/studies', study))

  it('need trials that can be trained again, and rows to draw anew', async () => {
    const finalists = { top: 2, seeds: 3 }
    const external = {
      objective: { metric: 'value', direction: 'minimize' },
      space: { x: { $float: { low: 0, high: 1 } } },
    }
    assert.deepEqual(await refused({ ...external, finalists }), [
      422,
      'invalid-study',
      '/finalists',
    ])
    assert.deepEqual(await refused({ ...external, refit: true }), [422, 'invalid-study', '/refit'])
    const pbt = { ...body, sampler: { type: 'pbt' }, finalists }
    assert.deepEqual((await refused(pbt)).slice(0, 2), [422, 'invalid-study'])
    const validation = { type: 'holdout', order: true }
    const later = { ...body, validation, finalists: { ...finalists, splits: 'other' } }
    assert.deepEqual(await refused(later), [422, 'invalid-study', '/finalists/splits'])
    assert.deepEqual(await refused({ ...body, finalists: { seeds: 1 } }), [
      400,
      'invalid-request',
      '/finalists/seeds',
    ])
  })

  it('begin when the search ends, for whatever reason', async () => {
    const id = await create({ budget: { target: 0.8 }, finalists: { top: 1, seeds: 2 } })
    await completed(id, [{ value: 0.9, units: 1 }])
    await advance({ db: api.db, queues: api.queues, suggester: api.suggester }, id)
    const { state, phase, stopReason, progress } = await read(id)
    assert.deepEqual([state, phase, stopReason], ['running', 'finalists', 'budget.target'])
    assert.deepEqual(progress, {
      trainings: { ended: 0, planned: 2 },
      epochs: { done: 0, planned: 18 },
      secondsLeft: null,
    })
    assert.equal(api.queues.groups.filter(({ studyId }) => studyId === id).length, 2)
  })

  describe('with seconds', () => {
    /** Two complete trials of 6 epochs in 10 s, the best at 4; one trains at a time. */
    const begun = async (seconds: number, changes: object = {}) => {
      const finalists = { top: 2, seeds: 4, seconds }
      const id = await create({ budget: { target: 0.8 }, finalists, ...changes })
      await completed(id, [
        { value: 0.9, units: 1 },
        { value: 0.7, units: 2 },
      ])
      const { pool } = api.db
      await pool.query('UPDATE trial SET duration_ms = 10000 WHERE study_id = $1', [id])
      await pool.query('UPDATE study SET active_ms = 20000 WHERE id = $1', [id])
      await advance({ db: api.db, queues: api.queues, suggester: api.suggester }, id)
      return id
    }
    const size = async (id: string) => {
      const { top, seeds, items, reason } = await read(id, '/finalists')
      const trainings = items.map(({ trainings }: Json) => trainings.length)
      return { top, seeds, trainings, reason }
    }

    it('are as many as asked for where they fit', async () => {
      const found = await size(await begun(1_000))
      assert.deepEqual(found, { top: 2, seeds: 4, trainings: [4, 4], reason: null })
    })

    it('are fewer where they do not, and the answer says why', async () => {
      // a refit takes 10 · 4/6 / 0.8 s, each training 0.85 · 10 s
      const { reason, ...seeds } = await size(await begun(50))
      assert.deepEqual(seeds, { top: 2, seeds: 2, trainings: [2, 2] })
      assert.match(reason, /8 trainings and the refit .* 76 s, and 50 s are left/)
      const { reason: _, ...trials } = await size(await begun(40))
      assert.deepEqual(trials, { top: 1, seeds: 3, trainings: [3] })
    })

    it('are none where only the refit fits', async () => {
      const id = await begun(7)
      const { reason, ...none } = await size(id)
      assert.deepEqual(none, { top: 1, seeds: 0, trainings: [] })
      assert.match(reason, /7 s are left/)
      assert.equal((await read(id)).phase, 'refit')
      assert.deepEqual((await read(id, '/trials/2')).spec, { units: 1, loss, epochs: 4 })
    })

    it('end with the best trial where not even the refit fits', async () => {
      const id = await begun(2)
      const { state, phase, model } = await read(id)
      assert.deepEqual([state, phase], ['complete', 'done'])
      assert.deepEqual(model, { type: 'trial', members: [{ trial: 0, weight: 1 }] })
      assert.match((await size(id)).reason, /2 s are left/)
    })

    it('end with the best trial if the refit is not over well after them', async () => {
      const id = await begun(7)
      await api.db.pool.query('UPDATE study SET active_ms = 40000 WHERE id = $1', [id])
      await advance({ db: api.db, queues: api.queues, suggester: api.suggester }, id)
      const { state, model } = await read(id)
      assert.deepEqual([state, model.members], ['complete', [{ trial: 0, weight: 1 }]])
      const { reason } = await read(id, '/trials/2')
      assert.equal(reason, 'time of the finalists: the refit was not over')
    })

    it('are ended at their time, and the refit begins', async () => {
      const id = await begun(50)
      await api.db.pool.query('UPDATE study SET active_ms = 90000 WHERE id = $1', [id])
      await advance({ db: api.db, queues: api.queues, suggester: api.suggester }, id)
      assert.equal((await read(id)).phase, 'refit')
      const { items } = await read(id, '/finalists')
      const reasons = items.flatMap(({ trainings }: Json) =>
        trainings.map(({ state, reason }: Json) => `${state}: ${reason}`),
      )
      assert.deepEqual(reasons, Array(4).fill('cancelled: time of the finalists: not begun'))
    })
  })

  describe('with a share of the seconds', () => {
    /** As trials of 10 s have ended in a study of 100 s. */
    const searching = async (finalists: object, activeMs: number, changes: object = {}) => {
      // with a space, it is not planned
      const layers = [{ type: 'dense', units: 'outputs' }]
      const space = { layers, batchSize: { $choice: [8, 16, 32] } }
      const study = { space, budget: { seconds: 100 }, refit: false, finalists, ...changes }
      const id = await create(study)
      await completed(id, [
        { value: 0.9, units: 1 },
        { value: 0.7, units: 2 },
      ])
      await api.db.pool.query('UPDATE trial SET duration_ms = 10000 WHERE study_id = $1', [id])
      await at(id, activeMs)
      return id
    }
    const at = async (id: string, activeMs: number) => {
      await api.db.pool.query('UPDATE study SET active_ms = $2, resumed_at = now() WHERE id = $1', [
        id,
        activeMs,
      ])
      await advance({ db: api.db, queues: api.queues, suggester: api.suggester }, id)
    }
    const phase = async (id: string) => (await read(id)).phase

    it('begin as late as they can, by the times of the trials that they copy', async () => {
      // two trainings of 8.5 s, one at a time
      const id = await searching({ top: 1, seeds: 2, share: 0.5 }, 70_000)
      assert.equal(await phase(id), 'search')
      const { eta, budget } = await read(id)
      assert.ok(eta > 25 && eta <= 30, `${eta} s of all the study are left`)
      assert.equal(budget.seconds, 100)
      await at(id, 82_600)
      assert.equal(await phase(id), 'finalists')
      const { top, seeds, reason } = await read(id, '/finalists')
      assert.deepEqual([top, seeds], [1, 2])
      assert.ok(reason === null || reason.startsWith('finalists.share: '), reason)
    })

    it('leave the rest to the search, however long they would take', async () => {
      // the search's last epoch takes 10/6 s
      const id = await searching({ top: 2, seeds: 5, share: 0.1 }, 88_000)
      assert.equal(await phase(id), 'search')
      await at(id, 90_000)
      assert.equal(await phase(id), 'finalists')
    })

    it('leave all of it to the search if not even a refit would end in time', async () => {
      const id = await searching({ top: 1, seeds: 2, share: 0.05 }, 80_000, { refit: true })
      await api.db.pool.query('UPDATE trial SET duration_ms = 20000 WHERE study_id = $1', [id])
      await at(id, 98_000)
      assert.equal(await phase(id), 'search')
      await at(id, 99_700)
      const { state, model } = await read(id)
      assert.deepEqual([state, model.members], ['complete', [{ trial: 0, weight: 1 }]])
    })

    it('go on with the search if its seconds are raised', async () => {
      const id = await searching({ top: 1, seeds: 2, share: 0.5 }, 70_000)
      await api.call('PATCH', `/v1/studies/${id}`, { budget: { seconds: 200 } })
      await at(id, 170_000)
      assert.equal(await phase(id), 'search')
    })

    it('need seconds to take a share of, and no others', async () => {
      const finalists = { top: 1, seeds: 2, share: 0.5 }
      const at = '/finalists/share'
      assert.deepEqual(await refused({ ...body, finalists }), [422, 'invalid-study', at])
      const both = { budget: { seconds: 9 }, finalists: { ...finalists, seconds: 3 } }
      assert.deepEqual(await refused({ ...body, ...both }), [422, 'invalid-study', at])
      const id = await create()
      assert.deepEqual(fault(await request(id, finalists)), [400, 'invalid-request', '/share'])
    })
  })

  it('may be none: a refit alone trains the best trial for its best epoch', async () => {
    const id = await create({ budget: { target: 0.8 }, refit: true })
    await completed(id, [{ value: 0.9, units: 1 }])
    await advance({ db: api.db, queues: api.queues, suggester: api.suggester }, id)
    assert.equal((await read(id)).phase, 'refit')
    assert.deepEqual((await read(id, '/trials/1')).spec, { units: 1, loss, epochs: 4 })
    assert.deepEqual((await read(id, '/finalists')).items, [])
  })
})
