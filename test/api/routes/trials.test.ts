import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Json, type TestApi, testApi } from '../../support/api.ts'
import { completeTrials, createExternal } from '../../support/external-study.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const list = (id: string, query = '') => api.call('GET', `/v1/studies/${id}/trials${query}`)
const numbersOf = ({ body }: Json) => body.items.map(({ number }: Json) => number)

describe('GET /v1/studies/{id}/trials', () => {
  it('lists trials by number, up or down, in pages that follow their cursor', async () => {
    const id = await createExternal(api)
    await completeTrials(api, id, [1, 2, 3, 4, 5])
    for (const [order, expected] of [
      ['asc', [0, 1, 2, 3, 4]],
      ['desc', [4, 3, 2, 1, 0]],
    ]) {
      const numbers: number[] = []
      let after = ''
      for (;;) {
        const page = await list(id, `?order=${order}&limit=2${after}`)
        numbers.push(...numbersOf(page))
        if (page.body.next === null) break
        after = `&after=${page.body.next}`
      }
      assert.deepEqual(numbers, expected)
    }
  })

  it('starts after trial 0 where the cursor says so', async () => {
    const id = await createExternal(api)
    await completeTrials(api, id, [1, 2])
    assert.deepEqual(numbersOf(await list(id, '?after=0')), [1])
  })

  it('filters by state', async () => {
    const id = await createExternal(api)
    await completeTrials(api, id, [1, 2])
    await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'other' })
    assert.deepEqual(numbersOf(await list(id, '?state=running')), [2])
    assert.deepEqual(numbersOf(await list(id, '?state=complete')), [0, 1])
    assert.deepEqual(numbersOf(await list(id, '?state=pruned')), [])
  })

  it('answers 400 for a query that says nothing', async () => {
    const id = await createExternal(api)
    for (const query of ['?order=best', '?state=done', '?after=-1', '?after=x', '?limit=0']) {
      assert.equal((await list(id, query)).status, 400, query)
    }
  })
})

describe('a trial', () => {
  it('has its params, spec, times and provenance', async () => {
    const id = await createExternal(api)
    await completeTrials(api, id, [7])
    const { body } = await api.call('GET', `/v1/studies/${id}/trials/0`)
    assert.equal(body.state, 'complete')
    assert.equal(body.source, 'suggested')
    assert.equal(body.value, 7)
    assert.deepEqual(body.spec, body.params)
    assert.equal(body.provenance.sampler, 'auto')
    assert.equal(body.attempt, 1)
    assert.ok(Date.parse(body.startedAt) <= Date.parse(body.endedAt))
    assert.equal(body.test, null)
  })

  it('is 404 beyond the last number, and 400 for what is no number', async () => {
    const id = await createExternal(api)
    assert.equal((await api.call('GET', `/v1/studies/${id}/trials/0`)).status, 404)
    for (const number of ['first', '-1', '1.5', '99999999999']) {
      const answer = await api.call('GET', `/v1/studies/${id}/trials/${number}`)
      assert.equal(answer.status, 400, number)
      assert.equal(answer.body.errors[0].pointer, '/params/number')
    }
  })
})

describe('POST /v1/studies/{id}/trials', () => {
  const enqueue = (id: string, body: object) => api.call('POST', `/v1/studies/${id}/trials`, body)

  it('enqueues a configuration that is asked for next', async () => {
    const id = await createExternal(api)
    const { status, headers, body } = await enqueue(id, { params: { x: 0.5 } })
    assert.equal(status, 201)
    assert.equal(headers.location, `/v1/studies/${id}/trials/0`)
    assert.equal(body.state, 'waiting')
    assert.equal(body.source, 'enqueued')
    const ask = { clientId: 'a' }
    const { trials } = (await api.call('POST', `/v1/studies/${id}/trials/suggest`, ask)).body
    assert.deepEqual(trials, [{ number: 0, params: { x: 0.5 }, spec: { x: 0.5 } }])
  })

  it('imports a finished trial, which is ranked at once', async () => {
    const id = await createExternal(api)
    const { body } = await enqueue(id, { params: { x: 0.5 }, value: 3, state: 'complete' })
    assert.equal(body.state, 'complete')
    assert.equal(body.source, 'imported')
    const board = (await api.call('GET', `/v1/studies/${id}/leaderboard`)).body
    assert.equal(board.items[0].value, 3)
  })

  for (const [body, status, pointer] of [
    [{ params: { x: 2 } }, 422, '/params/x'],
    [{ params: {} }, 422, '/params/x'],
    [{ params: { x: 0.5, y: 1 } }, 422, '/params/y'],
    [{ params: { x: 0.5 }, values: [1, 2] }, 422, '/values'],
    [{ params: { x: 0.5 }, value: 1, values: [1] }, 400, '/values'],
    [{ params: { x: 0.5 }, state: 'complete' }, 400, '/value'],
    [{ params: { x: 0.5 }, value: 'NaN' }, 400, '/value'],
    [{ params: { x: [1] } }, 400, '/params/x'],
    [{}, 400, '/params'],
  ] as const) {
    it(`answers ${status} for ${JSON.stringify(body)}, and adds nothing`, async () => {
      const id = await createExternal(api)
      const answer = await enqueue(id, body)
      assert.equal(answer.status, status, JSON.stringify(answer.body))
      assert.deepEqual(
        answer.body.errors.map((error: Json) => error.pointer),
        [pointer],
      )
      assert.deepEqual(numbersOf(await list(id)), [])
    })
  }

  it('answers 409 when the study has ended', async () => {
    const id = await createExternal(api)
    await api.call('POST', `/v1/studies/${id}/cancel`)
    assert.equal((await enqueue(id, { params: { x: 0.5 } })).status, 409)
  })
})

describe('the metrics of a trial', () => {
  const metrics = (id: string, query = '') =>
    api.call('GET', `/v1/studies/${id}/trials/0/metrics${query}`)

  async function reported(count: number): Promise<string> {
    const id = await createExternal(api)
    await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'a' })
    await api.db.pool.query(
      `INSERT INTO epoch_metric (study_id, number, step, value, train_loss, validation_loss, train, validation)
       SELECT $1, 0, step, 1.0 / step, step, CASE WHEN step = 77 THEN 1000 ELSE step END, '{"rmse": 1}', '{}'
       FROM generate_series(1, $2) AS step`,
      [id, count],
    )
    return id
  }

  it('are one point an epoch', async () => {
    const { number, points } = (await metrics(await reported(3))).body
    assert.equal(number, 0)
    assert.deepEqual(points[1], {
      step: 2,
      value: 0.5,
      train: { loss: 2, rmse: 1 },
      validation: { loss: 2 },
    })
    assert.equal(points.length, 3)
  })

  it('are thinned to the points that were asked for, ends and peaks kept', async () => {
    const id = await reported(1_000)
    const { points } = (await metrics(id, '?points=20')).body
    assert.ok(points.length > 10 && points.length <= 20, `${points.length} points`)
    const steps = points.map(({ step }: Json) => step)
    assert.deepEqual(
      steps,
      [...new Set(steps)].sort((a, b) => Number(a) - Number(b)),
    )
    for (const step of [1, 77, 1_000]) assert.ok(steps.includes(step), String(step))
    const thinned = (await metrics(id)).body.points.length
    assert.ok(thinned > 150 && thinned <= 200, `${thinned} points`)
  })

  it('are empty before the first epoch, and 400 for one point', async () => {
    const id = await reported(0)
    assert.deepEqual((await metrics(id)).body.points, [])
    assert.equal((await metrics(id, '?points=1')).status, 400)
  })
})

describe('POST /v1/studies/{id}/trials with extend=true', () => {
  const enqueue = (id: string, query = '?extend=true') =>
    api.call('POST', `/v1/studies/${id}/trials${query}`, { params: { x: 0.25 } })
  const study = async (id: string) => (await api.call('GET', `/v1/studies/${id}`)).body

  it('runs a variant in a study that its budget of trials had ended', async () => {
    const id = await createExternal(api, { budget: { trials: 2 } })
    await completeTrials(api, id, [1, 2])
    assert.equal((await study(id)).state, 'complete')
    const refused = await enqueue(id, '')
    assert.equal(refused.status, 409)
    assert.match(refused.body.detail, /extend=true/)
    const { status, body } = await enqueue(id)
    assert.equal(status, 201, JSON.stringify(body))
    assert.deepEqual([body.number, body.state], [2, 'waiting'])
    const { state, budget } = await study(id)
    assert.deepEqual([state, budget.trials], ['running', 3])
    await completeTrials(api, id, [0.5])
    assert.deepEqual([(await study(id)).state, (await study(id)).best.number], ['complete', 2])
  })

  it('raises a budget that waiting and running trials have used up, and no other', async () => {
    const full = await createExternal(api, { budget: { trials: 1 } })
    await api.call('POST', `/v1/studies/${full}/trials/suggest`, { clientId: 'a' })
    assert.equal((await enqueue(full)).status, 201)
    assert.equal((await study(full)).budget.trials, 2)
    const roomy = await createExternal(api, { budget: { trials: 9 } })
    assert.equal((await enqueue(roomy)).status, 201)
    assert.equal((await study(roomy)).budget.trials, 9)
  })

  it('is 409, and changes nothing, where another limit ends the study or a user did', async () => {
    const id = await createExternal(api, { budget: { trials: 5, target: 1 } })
    await completeTrials(api, id, [0.5])
    const { status, body } = await enqueue(id)
    assert.equal(status, 409)
    assert.match(body.detail, /budget\.target/)
    assert.equal((await study(id)).state, 'complete')
    const cancelled = await createExternal(api, { budget: { trials: 1 } })
    await api.call('POST', `/v1/studies/${cancelled}/cancel`)
    assert.equal((await enqueue(cancelled)).status, 409)
    assert.equal((await study(cancelled)).budget.trials, 1)
  })
})
