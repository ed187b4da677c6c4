/** What follows a search: its best trials are trained again, and the winner on all rows. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { ended, type Json, type Service, startService, temporaryFolder, until } from './service.ts'

const study = {
  name: 'finals',
  dataset: 'iris',
  objective: { metric: 'validation.loss', direction: 'minimize' },
  sampler: { type: 'random' },
  budget: { trials: 4 },
  seed: 3,
  space: {
    layers: [
      { type: 'dense', units: { $choice: [4, 8] }, activation: 'relu' },
      { type: 'dense', units: 'outputs' },
    ],
    loss: 'crossEntropy',
    optimizer: { type: 'adam', learningRate: { $float: { low: 1e-3, high: 1e-1, log: true } } },
    batchSize: 32,
    epochs: 12,
  },
  finalists: { top: 2, seeds: 3 },
}

let service: Service
const folder = temporaryFolder()
before(async () => {
  service = await startService({ folder })
})
after(async () => {
  await service.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

const get = async (at: string) => (await service.call('GET', `/v1/studies/${at}`)).body
const create = async (changes: object = {}) => {
  const { status, body } = await service.call('POST', '/v1/studies', { ...study, ...changes })
  assert.equal(status, 201, JSON.stringify(body))
  return body.id as string
}
const sound = async (id: string) => assert.deepEqual((await get(`${id}/diagnosis`)).broken, [])

describe('a study with finalists', () => {
  let id: string
  let answer: Json
  before(async () => {
    id = await create()
    answer = await ended(service, id)
  })

  it('searches, trains its finalists, and then the winner on all rows', async () => {
    assert.deepEqual(
      [answer.state, answer.phase, answer.stopReason, answer.trials.complete, answer.progress],
      ['complete', 'done', 'budget.trials', 4, null],
    )
    const { items } = await get(`${id}/trials?limit=50`)
    const sources = items.map(({ source }: Json) => source)
    assert.deepEqual(sources, [
      ...Array(4).fill('suggested'),
      ...Array(6).fill('finalist'),
      'refit',
    ])
    await sound(id)
  })

  it('ranks them by the mean of trainings with fresh seeds', async () => {
    const { items, selection, refit } = await get(`${id}/finalists`)
    const { items: board } = await get(`${id}/leaderboard`)
    const best = [board[0].number, board[1].number]
    assert.deepEqual(items.map(({ trial }: Json) => trial).toSorted(), best.toSorted())
    for (const [index, item] of items.entries()) {
      const values = item.trainings.map(({ value }: Json) => value)
      const mean = values.reduce((sum: number, value: number) => sum + value, 0) / 3
      assert.ok(Math.abs(item.mean - mean) < 1e-12)
      assert.equal(item.rank, index + 1)
      assert.ok(item.interval[0] < mean && mean < item.interval[1])
      assert.equal(new Set(values).size, 3)
    }
    const marked = board.filter(({ finalist }: Json) => finalist !== null)
    assert.deepEqual(
      marked.map(({ number }: Json) => number),
      best,
    )
    for (const { number, finalist } of marked) {
      const { rank, mean, interval, tied } = items.find(({ trial }: Json) => trial === number)
      assert.deepEqual(finalist, { rank, mean, interval, tied })
    }
    const seedsOf = (item: Json) => item.trainings.map(({ seed }: Json) => seed)
    assert.deepEqual(seedsOf(items[0]), seedsOf(items[1]))
    assert.deepEqual([items[0].tied, items[0].difference], [true, null])
    const again = items.find(({ trial }: Json) => trial === board[0].number)
    assert.deepEqual(answer.selection, selection)
    assert.deepEqual(
      [selection.number, selection.value, selection.mean],
      [board[0].number, board[0].value, again.mean],
    )
    assert.ok(Math.abs(selection.optimism - (again.mean - board[0].value)) < 1e-12)
    // median of three best epochs
    const steps = items[0].trainings.map(({ step }: Json) => step)
    assert.equal(refit.lastStep, steps.toSorted((a: number, b: number) => a - b)[1])
  })

  it('has the refit for its model, which no validation row has judged', async () => {
    const [member] = answer.model.members
    assert.deepEqual(answer.model, { type: 'refit', members: [{ trial: 10, weight: 1 }] })
    const refit = await get(`${id}/trials/${member.trial}`)
    assert.deepEqual([refit.state, refit.value, refit.source], ['complete', null, 'refit'])
    assert.equal(refit.step, refit.spec.epochs)
    const { points } = await get(`${id}/trials/${member.trial}/metrics`)
    assert.ok(points.every(({ train, validation }: Json) => train.loss > 0 && !validation.loss))
    const inputs = [{ sepalLength: 5.1, sepalWidth: 3.5, petalLength: 1.4, petalWidth: 0.2 }]
    const at = `/v1/studies/${id}/trials/${member.trial}/predict`
    const { status, body } = await service.call('POST', at, { inputs })
    assert.equal(status, 200, JSON.stringify(body))
    assert.equal(body.predictions[0].probabilities.length, 3)
    const ofStudy = await service.call('POST', `/v1/studies/${id}/predict`, { inputs })
    assert.deepEqual(ofStudy.body, body)
  })

  it('trains others by request, on other rows', async () => {
    const body = { top: 1, seeds: 2, splits: 'other', refit: false }
    const { status, body: begun } = await service.call('POST', `/v1/studies/${id}/finalists`, body)
    assert.deepEqual([status, begun.state, begun.phase], [202, 'running', 'finalists'])
    assert.deepEqual(begun.progress.trainings, { ended: 0, planned: 2 })
    const after = await ended(service, id)
    assert.deepEqual([after.state, after.stopReason], ['complete', 'budget.trials'])
    const { items, refit } = await get(`${id}/finalists`)
    const [one, other] = items[0].trainings
    assert.deepEqual([items.length, refit, typeof one.splitSeed], [1, null, 'number'])
    assert.notEqual(one.splitSeed, other.splitSeed)
    const better = one.value < other.value ? one : other
    assert.deepEqual(after.model, { type: 'trial', members: [{ trial: better.number, weight: 1 }] })
    await sound(id)
  })
})

describe('a study with an ensemble', () => {
  const inputs = [{ sepalLength: 6.1, sepalWidth: 2.9, petalLength: 4.9, petalWidth: 1.7 }]
  const probabilities = async (at: string): Promise<number[]> => {
    const { status, body } = await service.call('POST', `/v1/studies/${at}/predict`, { inputs })
    assert.equal(status, 200, JSON.stringify(body))
    return body.predictions[0].probabilities
  }
  let id: string

  it('has for its model the mean of refits of the trainings that were chosen', async () => {
    // folds, because the few rows of one part are fitted by a single training
    const validation = { type: 'kfold', folds: 3 }
    const layers = [
      { type: 'dense', units: { $choice: [3, 4] }, activation: 'tanh' },
      { type: 'dense', units: 'outputs' },
    ]
    const optimizer = { type: 'adam', learningRate: 0.1 }
    const space = { ...study.space, layers, optimizer, batchSize: 8 }
    const finalists = { top: 2, seeds: 6 }
    id = await create({ validation, space, finalists, ensemble: { size: 5 }, seed: 5 })
    const { model } = await ended(service, id)
    const { blend } = await get(`${id}/finalists`)
    assert.equal(model.type, 'blend')
    assert.deepEqual(
      model.members,
      blend.members.map(({ refit, weight }: Json) => ({ trial: refit, weight })),
    )
    const weights = model.members.map(({ weight }: Json) => weight)
    assert.ok(Math.abs(weights.reduce((sum: number, one: number) => sum + one, 0) - 1) < 1e-12)
    assert.ok(blend.value < blend.single.value, 'chosen only where it is better')
    assert.ok(blend.msPerRow > 0 && blend.single.msPerRow > 0)
    const refits = await Promise.all(
      model.members.map(({ trial }: Json) => get(`${id}/trials/${trial}`)),
    )
    assert.deepEqual(
      refits.map(({ source, state, copyOf }) => ({ source, state, copyOf })),
      blend.members.map(({ copyOf }: Json) => ({ source: 'refit', state: 'complete', copyOf })),
    )
    await sound(id)
  })

  it('predicts the weighted mean of their probabilities', async () => {
    const { model } = await get(id)
    const ofMembers: number[][] = await Promise.all(
      model.members.map(({ trial }: Json) => probabilities(`${id}/trials/${trial}`)),
    )
    for (const [at, found] of (await probabilities(id)).entries()) {
      const mean = ofMembers.reduce((sum, one, k) => sum + one[at]! * model.members[k].weight, 0)
      assert.ok(Math.abs(found - mean) < 1e-6)
    }
  })

  it('takes the trainings themselves where none is trained again', async () => {
    const body = { top: 2, seeds: 3, refit: false, ensemble: { size: 3 } }
    const { status } = await service.call('POST', `/v1/studies/${id}/finalists`, body)
    assert.equal(status, 202)
    const { model } = await ended(service, id)
    const { blend } = await get(`${id}/finalists`)
    assert.deepEqual(
      model.members,
      blend.members.map(({ trial, weight }: Json) => ({ trial, weight })),
    )
    await sound(id)
  })

  it('is refused without trainings that hold back the same validation rows', async () => {
    const refusals = [
      [{ finalists: undefined }, /needs finalists/],
      [{ finalists: { top: 2, seeds: 3, splits: 'other' } }, /"splits": "search"/],
      [{ objective: { metric: 'train.loss', direction: 'minimize' } }, /train\.loss/],
    ] as const
    for (const [changes, detail] of refusals) {
      const posted = { ...study, ...changes, ensemble: { size: 4 } }
      const { status, body } = await service.call('POST', '/v1/studies', posted)
      assert.equal(status, 422, JSON.stringify(body))
      assert.equal(body.errors[0].pointer, '/ensemble')
      assert.match(body.errors[0].detail, detail)
    }
  })
})

it('a trial of several folds predicts the mean of their networks', async () => {
  const validation = { type: 'kfold', folds: 3 }
  const id = await create({ validation, budget: { trials: 1 }, finalists: undefined })
  await ended(service, id)
  const inputs = [{ sepalLength: 5.1, sepalWidth: 3.5, petalLength: 1.4, petalWidth: 0.2 }]
  const { status, body } = await service.call('POST', `/v1/studies/${id}/predict`, { inputs })
  assert.equal(status, 200, JSON.stringify(body))
  const { probabilities } = body.predictions[0]
  assert.ok(Math.abs(probabilities.reduce((sum: number, one: number) => sum + one, 0) - 1) < 1e-5)
  const exported = await fetch(`${service.url}/v1/studies/${id}/trials/0/model?format=savedmodel`)
  assert.equal(exported.status, 200)
  await exported.arrayBuffer()
})

it('a study paused while its finalists train goes on where it was', async () => {
  const slow = { ...study.space, epochs: 400, batchSize: 4 }
  const id = await create({ space: slow, budget: { trials: 1 }, finalists: { top: 1, seeds: 4 } })
  await until(async () => (await get(id)).phase === 'finalists', 'finalists')
  const { body: paused } = await service.call('POST', `/v1/studies/${id}/pause`)
  assert.deepEqual([paused.state, paused.phase], ['paused', 'finalists'])
  await service.call('POST', `/v1/studies/${id}/resume`)
  const answer = await ended(service, id)
  assert.deepEqual([answer.state, answer.model.type], ['complete', 'refit'])
  await sound(id)
})

it('finalists whose seconds are over end at their best epoch', async () => {
  const slow = { ...study.space, epochs: 100_000, batchSize: 4 }
  const finalists = { top: 2, seeds: 4, seconds: 4 }
  const id = await create({ space: slow, budget: { seconds: 3 }, finalists, refit: false })
  const answer = await ended(service, id)
  assert.deepEqual([answer.state, answer.model.type], ['complete', 'trial'])
  const { top, seeds, reason, items } = await get(`${id}/finalists`)
  assert.deepEqual([top, seeds], [1, 2], 'without a refit something must follow')
  assert.match(reason, /^finalists\.seconds: \d trainings would take about/)
  for (const { state, reason: why, step, lastStep } of items[0].trainings) {
    assert.deepEqual(
      [state, why],
      ['complete', `time of the finalists: stopped after epoch ${lastStep} of 100000`],
    )
    assert.ok(step <= lastStep)
  }
  await sound(id)
})

it('a service killed while finalists train loses none of them', async () => {
  const slow = { ...study.space, epochs: 400, batchSize: 4 }
  const id = await create({ space: slow, budget: { trials: 1 }, finalists: { top: 1, seeds: 6 } })
  await until(async () => (await get(id)).phase === 'finalists', 'finalists')
  await until(
    async () => (await get(id)).progress?.epochs.done > 0 || (await get(id)).phase !== 'finalists',
    'epochs of finalists',
  )
  await service.kill()
  service = await startService({ folder })
  const answer = await ended(service, id)
  assert.deepEqual([answer.state, answer.phase, answer.model.type], ['complete', 'done', 'refit'])
  const { items } = await get(`${id}/finalists`)
  const states = items[0].trainings.map(({ state }: Json) => state)
  assert.deepEqual(states, Array(6).fill('complete'))
  await sound(id)
})

it('a cancelled study ends its finalists too', async () => {
  const slow = { ...study.space, epochs: 4_000, batchSize: 4 }
  const id = await create({ space: { ...slow, epochs: 2_000 }, budget: { trials: 1 } })
  await until(async () => (await get(id)).phase === 'finalists', 'finalists')
  const { body } = await service.call('POST', `/v1/studies/${id}/cancel`)
  assert.deepEqual([body.state, body.phase, body.trials.complete], ['cancelled', 'done', 1])
  const { items } = await get(`${id}/finalists`)
  assert.ok(
    items[0].trainings.every(({ state }: Json) => state !== 'running' && state !== 'waiting'),
  )
  await sound(id)
})
