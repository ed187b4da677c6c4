/** What clients tell of trials: constraints, failures, batches, late and repeated words, leases that run out. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { readTrials } from '../../../src/study/suggest/read-trials.ts'
import { type Json, type TestApi, testApi } from '../../support/api.ts'
import { completeTrials, createExternal } from '../../support/external-study.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const create = (study?: object) => createExternal(api, study)

async function suggest(id: string, clientId = 'tester', count = 1): Promise<Json[]> {
  const answer = await api.call('POST', `/v1/studies/${id}/trials/suggest`, { count, clientId })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body.trials
}

const tell = (id: string, number: number, body: unknown) =>
  api.call('POST', `/v1/studies/${id}/trials/${number}/complete`, body)
const tellMany = (id: string, trials: unknown) =>
  api.call('POST', `/v1/studies/${id}/trials/complete`, { trials })
const report = (id: string, number: number, body: unknown) =>
  api.call('POST', `/v1/studies/${id}/trials/${number}/report`, body)
const trialOf = async (id: string, number: number) =>
  (await api.call('GET', `/v1/studies/${id}/trials/${number}`)).body
const pointers = ({ body }: Json): string[] =>
  body.errors.map((error: { pointer: string }) => error.pointer)

/** As if the clients of a study had been silent for longer than their leases. */
const silence = (id: string) =>
  api.db.pool.query(
    `UPDATE trial SET lease_expires_at = now() - interval '1 s' WHERE study_id = $1 AND state = 'running'`,
    [id],
  )
const leaseEnd = async (id: string, number: number): Promise<number> => {
  const { rows } = await api.db.pool.query(
    'SELECT lease_expires_at AS at FROM trial WHERE study_id = $1 AND number = $2',
    [id, number],
  )
  return rows[0].at.getTime()
}

describe('constraints of a complete trial', () => {
  it('are stored, shown, and seen by samplers', async () => {
    const id = await create()
    await suggest(id, 'one', 2)
    const { body } = await tell(id, 0, { value: 1, constraints: [-0.5, 2] })
    assert.deepEqual(body.constraints, [-0.5, 2])
    assert.equal((await tell(id, 1, { value: 2 })).body.constraints, null)
    assert.deepEqual((await trialOf(id, 0)).constraints, [-0.5, 2])
    const [first] = await readTrials(api.db.pool, id)
    assert.deepEqual(first?.violations, [-0.5, 2])
  })

  it('put a violating trial behind all others, and never make it the best', async () => {
    const id = await create()
    await suggest(id, 'one', 4)
    await tell(id, 0, { value: 0, constraints: [1e-9] })
    assert.equal((await api.call('GET', `/v1/studies/${id}`)).body.best, null)
    await tell(id, 1, { value: 5, constraints: [0] })
    await tell(id, 2, { value: 4, constraints: [-1] })
    await tell(id, 3, { value: -1, constraints: [3] })
    assert.equal((await api.call('GET', `/v1/studies/${id}`)).body.best.number, 2)
    const numbers: number[] = []
    let next = ''
    do {
      const at = `/v1/studies/${id}/leaderboard?limit=1${next && `&after=${next}`}`
      const { body } = await api.call('GET', at)
      numbers.push(...body.items.map((item: Json) => item.number))
      next = body.next
    } while (next)
    assert.deepEqual(numbers, [2, 1, 0, 3])
  })

  it('do not let a violating trial reach the target', async () => {
    const id = await create({ budget: { target: 1 } })
    await suggest(id, 'one', 2)
    await tell(id, 0, { value: 0, constraints: [1] })
    assert.equal((await api.call('GET', `/v1/studies/${id}`)).body.state, 'running')
    await tell(id, 1, { value: 0.5, constraints: [0] })
    assert.equal((await api.call('GET', `/v1/studies/${id}`)).body.stopReason, 'budget.target')
  })

  it('belong to what is repeated: the same again is 200, others are 409', async () => {
    const id = await create()
    await suggest(id)
    const first = await tell(id, 0, { value: 1, constraints: [1] })
    assert.deepEqual((await tell(id, 0, { value: 1, constraints: [1] })).body, first.body)
    assert.equal((await tell(id, 0, { value: 1, constraints: [2] })).status, 409)
    assert.equal((await tell(id, 0, { value: 1 })).status, 409)
  })

  const bad: [unknown, string][] = [
    [{ value: 1, constraints: [] }, '/constraints'],
    [{ value: 1, constraints: ['0'] }, '/constraints/0'],
    [{ value: 1, constraints: [null] }, '/constraints/0'],
    [{ value: 1, constraints: 0 }, '/constraints'],
    [{ state: 'failed', constraints: [1] }, '/constraints'],
  ]
  for (const [body, pointer] of bad) {
    it(`are 400 as ${JSON.stringify(body)}`, async () => {
      const id = await create()
      await suggest(id)
      const answer = await tell(id, 0, body)
      assert.equal(answer.status, 400)
      assert.deepEqual(pointers(answer), [pointer])
      assert.equal((await trialOf(id, 0)).state, 'running')
    })
  }
})

describe('an infeasible trial', () => {
  it('is a failed one whose reason says so', async () => {
    const id = await create()
    await suggest(id)
    const { body } = await tell(id, 0, { state: 'infeasible', reason: 'the mould breaks' })
    assert.equal(body.state, 'failed')
    assert.equal(body.reason, 'infeasible: the mould breaks')
    assert.equal((await tell(id, 0, { state: 'infeasible' })).status, 200)
    assert.equal((await tell(id, 0, { value: 1 })).status, 409)
  })
})

describe('several trials that are told at once', () => {
  it('end together, and are answered in the order in which they were told', async () => {
    const id = await create()
    await suggest(id, 'one', 3)
    const ends = [
      { number: 2, value: 3 },
      { number: 0, value: 1, constraints: [0] },
      { number: 1, state: 'failed', reason: 'lost' },
    ]
    const { status, body } = await tellMany(id, ends)
    assert.equal(status, 200)
    assert.deepEqual(
      body.trials.map(({ number, state }: Json) => [number, state]),
      [
        [2, 'complete'],
        [0, 'complete'],
        [1, 'failed'],
      ],
    )
    assert.deepEqual((await tellMany(id, ends)).body, body)
  })

  it('stay as they were when one of them is at fault, which is pointed at', async () => {
    const id = await create()
    await suggest(id, 'one', 2)
    const short = await tellMany(id, [
      { number: 0, value: 1 },
      { number: 1, values: [1, 2] },
    ])
    assert.equal(short.status, 422)
    assert.deepEqual(pointers(short), ['/trials/1/values'])
    const missing = await tellMany(id, [
      { number: 0, value: 1 },
      { number: 9, value: 1 },
    ])
    assert.equal(missing.status, 404)
    const wrong = await tellMany(id, [
      { number: 0, value: 1 },
      { number: 1, value: 'NaN' },
    ])
    assert.equal(wrong.status, 400)
    assert.deepEqual(pointers(wrong), ['/trials/1/value'])
    const twice = await tellMany(id, [
      { number: 0, value: 1 },
      { number: 0, value: 2 },
    ])
    assert.equal(twice.status, 409)
    assert.equal((await trialOf(id, 0)).state, 'running')
    assert.equal((await trialOf(id, 1)).state, 'running')
  })
})

describe('requests that arrive together', () => {
  it('are each answered: good ones are stored, bad ones refused', async () => {
    const id = await create()
    await suggest(id, 'one', 4)
    const answers = await Promise.all([
      tell(id, 0, { value: 0 }),
      tell(id, 1, { values: [1, 2] }),
      tell(id, 2, { value: 2 }),
      tell(id, 2, { value: 2 }),
      tell(id, 2, { value: 3 }),
      tell(id, 9, { value: 9 }),
      tell('nowhere', 0, { value: 0 }),
    ])
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 422, 200, 200, 409, 404, 404],
    )
    assert.deepEqual(answers[2]?.body, answers[3]?.body)
    const { body } = await api.call('GET', `/v1/studies/${id}`)
    assert.deepEqual([body.trials.complete, body.trials.running], [2, 2])
  })

  it('give every client its own trials, and a client that asks twice the same', async () => {
    const id = await create({ sampler: { type: 'tpe' } })
    await completeTrials(api, id, [3, 1, 2])
    const asked = await Promise.all(
      Array.from({ length: 24 }, (_, at) => suggest(id, `client ${at % 12}`, 2)),
    )
    const byClient = asked.slice(0, 12)
    assert.deepEqual(asked.slice(12), byClient)
    const numbers = byClient.flat().map(({ number }) => number)
    assert.deepEqual(
      numbers.sort((a, b) => a - b),
      Array.from({ length: 24 }, (_, at) => 3 + at),
    )
    const specs = new Set(byClient.flat().map(({ spec }) => JSON.stringify(spec)))
    assert.equal(specs.size, 24)
  })

  it('never give more than `parallelism` allows', async () => {
    const id = await create({ parallelism: 3, enqueue: [{ x: 0.5 }] })
    const asked = await Promise.all(
      Array.from({ length: 8 }, (_, at) => suggest(id, `client ${at}`)),
    )
    assert.equal(asked.flat().length, 3)
    await tell(id, 0, { value: 1 })
    assert.equal((await suggest(id, 'another', 5)).length, 1)
  })
})

describe('a lease', () => {
  it('that runs out gives the trial to whoever asks next, with all its params', async () => {
    const id = await create()
    const [lost] = await suggest(id, 'lost')
    await silence(id)
    const [again] = await suggest(id, 'next')
    assert.deepEqual(again, lost)
    const trial = await trialOf(id, lost.number)
    assert.deepEqual([trial.attempt, trial.worker, trial.state], [2, 'next', 'running'])
  })

  it('is renewed by a report, and by asking again', async () => {
    const id = await create({ leaseSeconds: 100 })
    const [{ number }] = await suggest(id)
    for (const word of [() => report(id, number, { step: 1, value: 1 }), () => suggest(id)]) {
      await api.db.pool.query(
        `UPDATE trial SET lease_expires_at = now() + interval '1 s' WHERE study_id = $1`,
        [id],
      )
      const before = await leaseEnd(id, number)
      await word()
      const after = await leaseEnd(id, number)
      assert.ok(after - before > 90_000, `${after - before} ms`)
    }
  })

  it('fails a trial that was lost `maxAttempts` times, and another one takes its place', async () => {
    const id = await create({ maxAttempts: 2, budget: { trials: 2 } })
    for (const client of ['one', 'two']) {
      assert.equal((await suggest(id, client))[0].number, 0)
      await silence(id)
    }
    assert.equal((await suggest(id, 'three'))[0].number, 1)
    const trial = await trialOf(id, 0)
    assert.deepEqual([trial.state, trial.reason], ['failed', 'worker-lost'])
  })

  it('that ran out lets its client tell the result, until another has the trial', async () => {
    const id = await create()
    await suggest(id, 'slow', 2)
    await silence(id)
    await suggest(id, 'next') // takes up the first one; the second one waits
    const late = await tell(id, 1, { value: 7, clientId: 'slow' })
    assert.equal(late.status, 200)
    assert.deepEqual([late.body.state, late.body.value], ['complete', 7])
    const taken = await tell(id, 0, { value: 7, clientId: 'slow' })
    assert.equal(taken.status, 409)
    assert.equal(taken.body.type, 'urn:sweepd:problem:wrong-state')
    const lateReport = await report(id, 0, { step: 1, value: 7, clientId: 'slow' })
    assert.equal(lateReport.status, 409)
    assert.equal((await tell(id, 0, { value: 8, clientId: 'next' })).status, 200)
  })
})

describe('reports', () => {
  it('may come out of order, with gaps and again: the newest word of a step counts', async () => {
    const id = await create()
    await suggest(id)
    for (const [step, value] of [
      [5, 2],
      [2, 4],
      [9, 3],
      [2, 1],
    ]) {
      assert.equal((await report(id, 0, { step, value })).status, 200)
    }
    let trial = await trialOf(id, 0)
    assert.deepEqual([trial.value, trial.step, trial.lastStep], [1, 2, 9])
    await report(id, 0, { step: 2, value: 6 })
    trial = await trialOf(id, 0)
    assert.deepEqual([trial.value, trial.step, trial.lastStep], [2, 5, 9])
    const { body } = await api.call('GET', `/v1/studies/${id}/trials/0/metrics`)
    assert.deepEqual(
      body.points.map(({ step, value }: Json) => [step, value]),
      [
        [2, 6],
        [5, 2],
        [9, 3],
      ],
    )
  })

  it('that arrive together are all kept', async () => {
    const id = await create({ objective: { metric: 'value', direction: 'maximize' } })
    await suggest(id, 'one', 2)
    const steps = Array.from({ length: 20 }, (_, at) => at + 1)
    const answers = await Promise.all(
      steps.flatMap((step) => [
        report(id, 0, { step, value: step }),
        report(id, 1, { step, value: null }),
      ]),
    )
    assert.ok(answers.every(({ status }) => status === 200))
    assert.deepEqual((await trialOf(id, 0)).value, 20)
    const silent = await trialOf(id, 1)
    assert.deepEqual([silent.value, silent.lastStep], [null, 20])
    const [, second] = await readTrials(api.db.pool, id)
    assert.deepEqual([...(second?.reports.values() ?? [])], Array(20).fill(Number.NaN))
  })

  it('take all values of several objectives, or the first alone; another number of them is 422', async () => {
    const objectives = [
      { metric: 'error', direction: 'minimize' },
      { metric: 'speed', direction: 'maximize' },
    ]
    const id = await create({ objective: undefined, objectives })
    await suggest(id)
    assert.equal((await report(id, 0, { step: 1, values: [3, 4] })).status, 200)
    assert.equal((await report(id, 0, { step: 2, value: 2 })).status, 200)
    const wrong = await report(id, 0, { step: 3, values: [1, 2, 3] })
    assert.equal(wrong.status, 422)
    assert.deepEqual(pointers(wrong), ['/values'])
    assert.equal((await trialOf(id, 0)).lastStep, 2)
  })

  const bad: [unknown, string][] = [
    [{ value: 1 }, '/step'],
    [{ step: 0, value: 1 }, '/step'],
    [{ step: 1.5, value: 1 }, '/step'],
    [{ step: 1 }, '/value'],
    [{ step: 1, value: 'NaN' }, '/value'],
    [{ step: 1, value: 1, values: [1] }, '/values'],
    [{ step: 1, values: ['1'] }, '/values/0'],
    [{ step: 1, value: 1, clientId: '' }, '/clientId'],
    [{ step: 1, value: 1, epoch: 1 }, '/epoch'],
  ]
  for (const [body, pointer] of bad) {
    it(`are 400 as ${JSON.stringify(body)}, and nothing is kept`, async () => {
      const id = await create()
      await suggest(id)
      const answer = await report(id, 0, body)
      assert.equal(answer.status, 400)
      assert.deepEqual(pointers(answer), [pointer])
      const { points } = (await api.call('GET', `/v1/studies/${id}/trials/0/metrics`)).body
      assert.deepEqual(points, [])
    })
  }

  it('never come in a study with a pruner: its trials end when they are told, none is pruned', async () => {
    const id = await create({ pruner: { type: 'median', startupTrials: 1 }, budget: { trials: 3 } })
    await completeTrials(api, id, [1, 2, 3])
    const { body } = await api.call('GET', `/v1/studies/${id}`)
    assert.deepEqual([body.state, body.trials.complete], ['complete', 3])
  })
})
