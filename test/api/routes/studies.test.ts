import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Json, type TestApi, testApi } from '../../support/api.ts'
import { completeTrials } from '../../support/external-study.ts'
import { houses, housesSpec, housesStudy, uploadCsv } from '../../support/upload.ts'

let api: TestApi
before(async () => {
  api = await testApi()
  assert.equal((await uploadCsv(api, housesSpec, houses)).status, 201)
})
after(() => api.close())

const external = {
  name: 'external',
  objective: { metric: 'value', direction: 'maximize' },
  space: { x: { $float: { low: 0, high: 1 } } },
}

const create = (study: object = external, headers: Record<string, string> = {}) =>
  api.call('POST', '/v1/studies', study, headers)
const stored = async () => Number((await api.db.pool.query('SELECT id FROM study')).rowCount)

describe('POST /v1/studies', () => {
  it('answers 201 with the study and its Location, and asks for suggestions', async () => {
    const { status, headers, body } = await create(housesStudy)
    assert.equal(status, 201)
    assert.equal(headers.location, `/v1/studies/${body.id}`)
    assert.equal(body.state, 'running')
    assert.equal(body.best, null)
    assert.equal(body.stopReason, null)
    assert.deepEqual(body.objective, housesStudy.objective)
    assert.equal(new Date(body.createdAt).toISOString(), body.createdAt)
    assert.ok(Object.values(body.trials).every((count) => count === 0))
    assert.ok(api.queues.searches.includes(body.id))
    assert.deepEqual((await api.call('GET', String(headers.location))).body.spec, body.spec)
  })

  it('warns of a loss with deviations that a metric of values judges', async () => {
    const warned = async (loss: unknown, metric: string) => {
      const study = { ...housesStudy, objective: metric, space: { ...housesStudy.space, loss } }
      const { status, body } = await api.call('POST', '/v1/studies/validate', study)
      assert.equal(status, 200, JSON.stringify(body))
      return body.warnings
    }
    const [warning, ...others] = await warned('gaussianNll', 'validation.rmse')
    assert.deepEqual(others, [])
    assert.equal(warning.code, 'deviation-not-judged')
    assert.equal(warning.pointer, '/space/loss')
    assert.match(warning.message, /validation\.rmse judges the values alone/)
    assert.match(warning.suggestion, /judge by validation\.nll .*meanSquaredError/)
    const choice = { $choice: ['huber', { type: 'gaussianNll' }] }
    const [chosen] = await warned(choice, 'validation.r2')
    assert.equal(chosen.pointer, '/space/loss/$choice/1')
    assert.deepEqual(await warned('gaussianNll', 'validation.nll'), [])
    assert.deepEqual(await warned('gaussianNll', 'validation.loss'), [])
    assert.deepEqual(await warned('huber', 'validation.rmse'), [])

    const study = { ...housesStudy, space: { ...housesStudy.space, loss: 'gaussianNll' } }
    const { body } = await create({ ...study, objective: 'validation.mae' })
    assert.deepEqual(
      body.warnings.map(({ code }: Json) => code),
      ['deviation-not-judged'],
    )
    assert.deepEqual((await create()).body.warnings, [])
  })

  it('fills in defaults in the spec', async () => {
    const { spec } = (await create()).body
    assert.deepEqual(spec.sampler, { type: 'auto' })
    assert.equal(spec.seed, 0)
  })

  it('with an Idempotency-Key answers the same study again, stored once', async () => {
    const key = { 'idempotency-key': 'once' }
    const first = await create(external, key)
    const before = await stored()
    const again = await create(external, key)
    assert.equal(again.status, 200)
    assert.equal(again.body.id, first.body.id)
    assert.equal(again.headers.location, first.headers.location)
    assert.equal(await stored(), before)
  })

  it('with a key and other bodies answers 409', async () => {
    const key = { 'idempotency-key': 'twice' }
    await create(external, key)
    const { status, body } = await create({ ...external, seed: 2 }, key)
    assert.equal(status, 409)
    assert.equal(body.type, 'urn:sweepd:problem:idempotency-key-reused')
  })

  it('makes one study of requests that arrive with one key at the same time', async () => {
    const key = { 'idempotency-key': 'race' }
    const answers = await Promise.all(Array.from({ length: 6 }, () => create(external, key)))
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
    assert.equal(answers.filter(({ status }) => status === 201).length, 1)
  })

  it('has an operation that validates, and answers as validateOnly does', async () => {
    const checked = await api.call('POST', '/v1/studies/validate', housesStudy)
    assert.equal(checked.status, 200)
    const same = { ...housesStudy, name: checked.body.spec.name }
    const { body } = await api.call('POST', '/v1/studies?validateOnly=true', same)
    assert.deepEqual(body, checked.body)
    const bad = { ...housesStudy, sampler: { type: 'nonsense' } }
    assert.equal((await api.call('POST', '/v1/studies/validate', bad)).status, 400)
  })

  it('with validateOnly answers the checked spec and stores nothing', async () => {
    const before = await stored()
    const { status, body } = await api.call('POST', '/v1/studies?validateOnly=true', housesStudy)
    assert.equal(status, 200)
    assert.equal(body.valid, true)
    assert.equal(body.spec.keepModels, 10)
    const bad = { ...housesStudy, dataset: 'nowhere' }
    assert.equal((await api.call('POST', '/v1/studies?validateOnly=true', bad)).status, 422)
    assert.equal(await stored(), before)
  })
})

describe('GET /v1/studies', () => {
  beforeEach(async () => {
    await api.db.pool.query('DELETE FROM study')
    for (const name of ['alpha', 'beta', 'Alphabet', 'gamma', 'delta']) {
      await create({ ...external, name })
    }
  })

  it('lists the newest first, in pages that follow their cursor', async () => {
    const names: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const page: Json = await api.call('GET', `/v1/studies?limit=2${next && `&after=${next}`}`)
      assert.ok(page.body.items.length <= 2)
      names.push(...page.body.items.map((study: Json) => study.name))
      next = page.body.next
    }
    assert.deepEqual(names, ['delta', 'gamma', 'Alphabet', 'beta', 'alpha'])
  })

  const names = async (query: string): Promise<string[]> => {
    const { status, body } = await api.call('GET', `/v1/studies?${query}`)
    assert.equal(status, 200, JSON.stringify(body))
    return body.items.map((study: Json) => study.name)
  }

  /** All pages of two studies. */
  const paged = async (query: string): Promise<string[]> => {
    const found: string[] = []
    for (let next: string | null = ''; next !== null; ) {
      const at = `/v1/studies?limit=2&${query}${next && `&after=${next}`}`
      const page: Json = (await api.call('GET', at)).body
      found.push(...page.items.map((study: Json) => study.name))
      next = page.next
    }
    return found
  }

  it('finds studies by a tag, or by a part of the name or of a tag', async () => {
    await create({ ...external, name: 'epsilon', tags: ['Nightly run', 'beta 2'] })
    assert.deepEqual(await names('tag=beta%202'), ['epsilon'])
    assert.deepEqual(await names('tag=beta'), [])
    assert.deepEqual(await names('q=BETA'), ['epsilon', 'beta'])
    assert.deepEqual(await names('q=nightly'), ['epsilon'])
  })

  it('sorts by name, time and state, in pages', async () => {
    const ascending = ['alpha', 'Alphabet', 'beta', 'delta', 'gamma']
    assert.deepEqual(await paged('sort=name'), ascending)
    assert.deepEqual(await paged('sort=name&order=desc'), ascending.toReversed())
    assert.deepEqual(await paged('order=asc'), ['alpha', 'beta', 'Alphabet', 'gamma', 'delta'])
    const { items } = (await api.call('GET', '/v1/studies?name=gamma')).body
    await api.call('POST', `/v1/studies/${items[0].id}/pause`)
    assert.deepEqual((await paged('sort=state')).at(-1), 'gamma')
    assert.deepEqual((await paged('sort=state&order=desc'))[0], 'gamma')
  })

  it('sorts by the best value; studies without one come last', async () => {
    const { items } = (await api.call('GET', '/v1/studies')).body
    for (const [name, value] of [
      ['beta', -2],
      ['delta', 0.5],
      ['alpha', 1e-9],
    ] as const) {
      await completeTrials(api, items.find((study: Json) => study.name === name).id, [value])
    }
    assert.deepEqual((await paged('sort=best')).slice(0, 3), ['beta', 'alpha', 'delta'])
    assert.deepEqual((await paged('sort=best&order=desc')).slice(0, 3), ['delta', 'alpha', 'beta'])
    assert.equal((await paged('sort=best')).length, 5)
  })

  it('refuses the cursor of a list in another order', async () => {
    const { next } = (await api.call('GET', '/v1/studies?limit=2&sort=name')).body
    for (const query of [`after=${next}`, `sort=best&after=${next}`, 'sort=name&after=abc']) {
      const { status, body } = await api.call('GET', `/v1/studies?${query}`)
      assert.equal(status, 400, query)
      assert.equal(body.errors[0].pointer, '/query/after')
    }
  })

  it('keeps its place when a study is added between two pages', async () => {
    const first = (await api.call('GET', '/v1/studies?limit=2')).body
    await create({ ...external, name: 'late' })
    const second = (await api.call('GET', `/v1/studies?limit=2&after=${first.next}`)).body
    assert.deepEqual(
      second.items.map((study: Json) => study.name),
      ['Alphabet', 'beta'],
    )
  })

  it('filters by state and by a part of the name', async () => {
    const named = (await api.call('GET', '/v1/studies?name=alpha')).body
    assert.deepEqual(
      named.items.map((study: Json) => study.name),
      ['Alphabet', 'alpha'],
    )
    await api.call('POST', `/v1/studies/${named.items[0].id}/pause`)
    const paused = (await api.call('GET', '/v1/studies?state=paused')).body
    assert.deepEqual(
      paused.items.map((study: Json) => study.id),
      [named.items[0].id],
    )
  })

  for (const [query, pointer] of [
    ['limit=0', '/query/limit'],
    ['limit=1001', '/query/limit'],
    ['limit=ten', '/query/limit'],
    ['after=abc', '/query/after'],
    ['state=done', '/query/state'],
    ['lmit=5', '/query/lmit'],
    ['name=%00', '/query/name'],
  ]) {
    it(`answers 400 for ${query}`, async () => {
      const { status, body } = await api.call('GET', `/v1/studies?${query}`)
      assert.equal(status, 400)
      assert.deepEqual(
        body.errors.map((error: Json) => error.pointer),
        [pointer],
      )
    })
  }
})

describe('a study', () => {
  it('is paused, resumed and cancelled; a repeated call answers the same', async () => {
    const { id } = (await create()).body
    for (const [verb, state] of [
      ['pause', 'paused'],
      ['pause', 'paused'],
      ['resume', 'running'],
      ['resume', 'running'],
      ['cancel', 'cancelled'],
      ['cancel', 'cancelled'],
    ]) {
      const answer = await api.call('POST', `/v1/studies/${id}/${verb}`)
      assert.equal(answer.status, 200)
      assert.equal(answer.body.state, state)
    }
    const late = await api.call('POST', `/v1/studies/${id}/resume`)
    assert.equal(late.status, 409)
    assert.equal(late.body.type, 'urn:sweepd:problem:wrong-state')
  })

  it('takes the verbs with an empty JSON body too', async () => {
    const { id } = (await create()).body
    const headers = { 'content-type': 'application/json' }
    assert.equal((await api.call('POST', `/v1/studies/${id}/pause`, '', headers)).status, 200)
    assert.equal((await api.call('POST', `/v1/studies/${id}/resume`, {}, headers)).status, 200)
  })

  it('ends its open trials when it is cancelled', async () => {
    const { id } = (await create()).body
    await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'a', count: 2 })
    const { body } = await api.call('POST', `/v1/studies/${id}/cancel`)
    assert.equal(body.trials.cancelled, 2)
    assert.equal(body.trials.running, 0)
  })

  it('is patched: name, parallelism, budget', async () => {
    const { id } = (await create()).body
    const patch = { name: 'renamed', parallelism: 3, budget: { trials: 7, target: 0.5 } }
    const { status, body } = await api.call('PATCH', `/v1/studies/${id}`, patch)
    assert.equal(status, 200)
    assert.equal(body.name, 'renamed')
    assert.equal(body.parallelism, 3)
    assert.deepEqual(body.budget, { trials: 7, seconds: null, target: 0.5 })
  })

  it('has tags and a note, which are changed and taken away', async () => {
    const posted = await create({ ...external, tags: [' first ', 'second'], note: '# Why\n' })
    const { id, tags, note } = posted.body
    assert.deepEqual({ tags, note }, { tags: ['first', 'second'], note: '# Why\n' })
    const patch = async (change: object) => {
      const { body } = await api.call('PATCH', `/v1/studies/${id}`, change)
      return { tags: body.tags, note: body.note }
    }
    assert.deepEqual(await patch({ tags: ['third'] }), { tags: ['third'], note: '# Why\n' })
    assert.deepEqual(await patch({ note: 'because' }), { tags: ['third'], note: 'because' })
    assert.deepEqual(await patch({ tags: [], note: null }), { tags: [], note: null })
    const plain = (await create()).body
    assert.deepEqual({ tags: plain.tags, note: plain.note }, { tags: [], note: null })
  })

  for (const [change, pointer] of [
    [{ tags: ['a', 'b', 'a '] }, '/tags'],
    [{ tags: [''] }, '/tags/0'],
    [{ tags: 'a' }, '/tags'],
    [{ note: 3 }, '/note'],
  ] as const) {
    it(`answers 400 for ${JSON.stringify(change)}`, async () => {
      const posted = await create({ ...external, ...change })
      const patched = await api.call('PATCH', `/v1/studies/${(await create()).body.id}`, change)
      for (const { status, body } of [posted, patched]) {
        assert.equal(status, 400)
        assert.equal(body.errors[0].pointer, pointer)
      }
    })
  }

  it('goes on when a used-up budget is raised', async () => {
    const { id } = (await create({ ...external, budget: { trials: 1 } })).body
    const ask = { clientId: 'a' }
    await api.call('POST', `/v1/studies/${id}/trials/suggest`, ask)
    await api.call('POST', `/v1/studies/${id}/trials/0/complete`, { value: 1 })
    assert.equal((await api.call('GET', `/v1/studies/${id}`)).body.state, 'complete')
    const { body } = await api.call('PATCH', `/v1/studies/${id}`, { budget: { trials: 2 } })
    assert.equal(body.state, 'running')
    const { trials } = (await api.call('POST', `/v1/studies/${id}/trials/suggest`, ask)).body
    assert.equal(trials[0].number, 1)
  })

  for (const [patch, pointer] of [
    [{}, ''],
    [{ budget: {} }, '/budget'],
    [{ name: 'another', budget: {} }, '/budget'],
  ] as const) {
    it(`does not take the patch ${JSON.stringify(patch)}, which changes nothing`, async () => {
      const { id } = (await create()).body
      const { status, body } = await api.call('PATCH', `/v1/studies/${id}`, patch)
      assert.equal(status, 400)
      assert.deepEqual(body.errors, [
        { pointer, detail: 'nothing to change: give a name, tags, note, parallelism or budget' },
      ])
    })
  }

  for (const patch of [{ seed: 3 }, { parallelism: 0 }, { budget: { trials: 'many' } }]) {
    it(`answers 400 for the patch ${JSON.stringify(patch)}`, async () => {
      const { id } = (await create()).body
      assert.equal((await api.call('PATCH', `/v1/studies/${id}`, patch)).status, 400)
    })
  }

  it('is deleted with its trials; then it is not found', async () => {
    const { id } = (await create()).body
    await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'a' })
    await api.call('POST', `/v1/studies/${id}/trials/0/report`, { step: 1, value: 1 })
    assert.equal((await api.call('DELETE', `/v1/studies/${id}`)).status, 204)
    for (const table of ['trial', 'epoch_metric', 'event']) {
      const left = await api.db.pool.query(`SELECT 1 FROM ${table} WHERE study_id = $1`, [id])
      assert.equal(left.rowCount, 0, table)
    }
    assert.equal((await api.call('GET', `/v1/studies/${id}`)).status, 404)
    assert.equal((await api.call('DELETE', `/v1/studies/${id}`)).status, 404)
  })

  it('is 404 on every call of a study that is not there', async () => {
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { name: 'x' }],
      ['DELETE', '', undefined],
      ['POST', '/pause', undefined],
      ['POST', '/resume', undefined],
      ['POST', '/cancel', undefined],
      ['GET', '/leaderboard', undefined],
      ['GET', '/events', undefined],
      ['GET', '/trials', undefined],
      ['GET', '/trials/0', undefined],
      ['GET', '/trials/0/metrics', undefined],
      ['POST', '/trials', { params: {} }],
      ['POST', '/trials/suggest', { clientId: 'a' }],
      ['POST', '/trials/0/report', { step: 1, value: 1 }],
      ['POST', '/trials/0/complete', { value: 1 }],
      ['POST', '/trials/0/cancel', undefined],
      ['POST', '/trials/0/predict', { inputs: [{}] }],
      ['POST', '/trials/0/evaluate', undefined],
    ] as const) {
      const answer = await api.call(method, `/v1/studies/nowhere${path}`, body)
      assert.equal(answer.status, 404, `${method} ${path}`)
      assert.match(answer.body.type, /^urn:sweepd:problem:(study|trial)-not-found$/)
    }
  })
})
