/** POST a search, poll its leaderboard: the whole service, on every queue backend that the machine has. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { trackPeakBytes } from '../../src/worker/trainer/peak-memory.ts'
import {
  backends,
  ended,
  hasRedis,
  type Json,
  type Service,
  startService,
  temporaryFolder,
  until,
  upload,
} from './service.ts'

test('the queue also runs on Redis', { skip: hasRedis() ? false : 'no redis-server here' }, () => {
  assert.ok(backends.some(({ name }) => name === 'redis'))
})

/** y = 3a − 2b, a column without meaning, a text column, and some gaps. */
function linearCsv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const a = ((i * 37) % 101) / 101
    const b = ((i * 53) % 97) / 97
    const gap = i % 10 === 0 ? '' : String(b)
    return `${i},${a},${gap},${i % 3 === 0 ? 'red' : 'blue'},${3 * a - 2 * b}`
  })
  return ['id,a,b,colour,y', ...lines].join('\n')
}

const space = {
  layers: [
    {
      type: 'dense',
      units: { $int: { low: 4, high: 16 } },
      activation: { $choice: ['relu', 'tanh'] },
    },
    { type: 'dense', units: 'outputs' },
  ],
  loss: 'meanSquaredError',
  optimizer: { type: 'adam', learningRate: { $float: { low: 1e-3, high: 1e-1, log: true } } },
  batchSize: 32,
  epochs: 3,
}

for (const backend of backends) {
  describe(`a search over the ${backend.name} queue`, () => {
    const folder = temporaryFolder()
    let queue: Awaited<ReturnType<typeof backend.start>>
    let service: Service
    let study: Json

    before(async () => {
      queue = await backend.start()
      service = await startService({ folder, ...(queue.url ? { queueUrl: queue.url } : {}) })
      const spec = { format: 'csv', task: 'regression', target: 'y', ignore: ['id'] }
      const dataset = await upload(service, { name: 'linear', ...spec }, linearCsv(300))
      assert.equal(dataset.rows, 300, JSON.stringify(dataset))
      study = {
        name: 'linear',
        dataset: 'linear',
        objective: { metric: 'validation.rmse', direction: 'minimize' },
        sampler: { type: 'random' },
        budget: { trials: 12 },
        seed: 7,
        space,
      }
    })
    after(async () => {
      assert.equal(await service?.stop(), 0)
      await queue?.stop()
      fs.rmSync(folder, { recursive: true, force: true })
    })

    const post = async (body: Json) => {
      const { status, body: answer } = await service.call('POST', '/v1/studies', body)
      assert.equal(status, 201, JSON.stringify(answer))
      return answer.id as string
    }

    test('ends with every trial complete and a leaderboard that is ranked', async () => {
      const id = await post(study)
      const answer = await ended(service, id)
      assert.equal(answer.state, 'complete')
      assert.equal(answer.stopReason, 'budget.trials')
      assert.equal(answer.trials.complete, 12)
      const { body: board } = await service.call('GET', `/v1/studies/${id}/leaderboard`)
      const values = board.items.map((item: Json) => item.value)
      assert.deepEqual(
        values,
        values.toSorted((a: number, b: number) => a - b),
      )
      assert.equal(new Set(board.items.map((item: Json) => item.number)).size, 12)
      const best = board.items[0].number
      const { body: metrics } = await service.call(
        'GET',
        `/v1/studies/${id}/trials/${best}/metrics`,
      )
      assert.deepEqual(
        metrics.points.map((point: Json) => point.step),
        [1, 2, 3],
      )
      assert.ok(Number.isFinite(metrics.points[2].validation.rmse))
    })

    test('tells the memory that the training of a trial took, where the system measures it', async () => {
      const id = await post({ ...study, budget: { trials: 1 } })
      await ended(service, id)
      const { body: trial } = await service.call('GET', `/v1/studies/${id}/trials/0`)
      const { body: page } = await service.call('GET', `/v1/studies/${id}/trials`)
      assert.equal(page.items[0].peakBytes, trial.peakBytes)
      if (trackPeakBytes()() === null) assert.equal(trial.peakBytes, null)
      else assert.ok(trial.peakBytes > 10e6, String(trial.peakBytes))
    })

    // to the same bits only where it is ordered: elsewhere who trains beside whom depends on the moment
    test('gives the same trials and values when it is run again with the same seed', async () => {
      const results = await Promise.all(
        [await post(study), await post(study)].map(async (id) => {
          await ended(service, id)
          const { body } = await service.call('GET', `/v1/studies/${id}/trials?limit=100`)
          return body.items
        }),
      )
      const params = (trials: Json[]) => trials.map((trial) => [trial.number, trial.params])
      assert.deepEqual(params(results[0]), params(results[1]))
      for (const [at, { value }] of results[0].entries()) {
        const ratio = value / results[1][at].value
        assert.ok(Math.abs(ratio - 1) < 1e-4, `trial ${at}: ratio ${ratio}`)
      }
    })

    test('a pruned trial trains no further than the rung that it lost at', async () => {
      const pruner = { type: 'asha', minResource: 2, reductionFactor: 2 }
      const id = await post({ ...study, pruner, space: { ...space, epochs: 60 } })
      const { trials } = await ended(service, id)
      assert.ok(trials.pruned > 0 && trials.complete > 0, JSON.stringify(trials))
      const { body } = await service.call('GET', `/v1/studies/${id}/trials?limit=100`)
      for (const { state, lastStep, provenance } of body.items) {
        if (state === 'pruned') assert.equal(lastStep, provenance.stop.step)
        else assert.equal(lastStep, 60)
      }
    })

    test('predicts with the best model in the target’s own units', async () => {
      const id = await post({ ...study, budget: { trials: 3 }, space: { ...space, epochs: 40 } })
      const { best } = await ended(service, id)
      const inputs = [
        { a: 0.9, b: 0.1, colour: 'blue' },
        { a: 0.1, b: 0.9, colour: 'green' },
      ]
      const at = `/v1/studies/${id}/trials/${best.number}/predict`
      const { status, body } = await service.call('POST', at, { inputs })
      assert.equal(status, 200, JSON.stringify(body))
      const [high, low] = body.predictions.map((prediction: Json) => prediction.value)
      assert.ok(high > low, `${high} > ${low}`)
    })

    test('a rare class has metrics each epoch, and a table in the answers', async () => {
      const lines = Array.from({ length: 300 }, (_, i) => {
        const a = ((i * 37) % 101) / 101
        return `${a},${((i * 53) % 97) / 97},${a > 0.85 ? 'yes' : 'no'}`
      })
      const spec = { format: 'csv', task: 'classification', target: 'rare', testFraction: 0.2 }
      await upload(service, { name: 'rare', ...spec }, ['a,b,rare', ...lines].join('\n'))
      const id = await post({
        ...study,
        dataset: 'rare',
        objective: { metric: 'validation.f1' },
        metrics: ['validation.auc'],
        budget: { trials: 2 },
        space: { ...space, loss: 'crossEntropy', classWeights: 'balanced', epochs: 12 },
      })
      const { best } = await ended(service, id)
      const at = `/v1/studies/${id}/trials/${best.number}`
      const { body: trial } = await service.call('GET', at)
      const { body: curve } = await service.call('GET', `${at}/metrics`)
      const { validation } = curve.points[trial.step - 1]
      assert.equal(validation.f1, trial.value)
      for (const name of ['auc', 'recall', 'precision', 'balancedAccuracy', 'logLoss']) {
        assert.ok(Number.isFinite(validation[name]), name)
      }
      const { classes, confusion } = trial.validation
      assert.deepEqual(
        classes.map(({ label }: Json) => label),
        ['no', 'yes'],
      )
      const mean = (classes[0].f1 + classes[1].f1) / 2
      assert.ok(Math.abs(mean - trial.value) < 1e-9, `${mean}, not ${trial.value}`)
      assert.equal(
        confusion.flat().reduce((sum: number, rows: number) => sum + rows),
        48,
      )
      const { body: curves } = await service.call(
        'GET',
        `/v1/studies/${id}/curves?metric=validation.auc`,
      )
      assert.equal(curves.curves[0].values.length, 12)
      const { status, body: test } = await service.call('POST', `${at}/evaluate`)
      assert.equal(status, 200, JSON.stringify(test))
      assert.equal(test.rows, 60)
      assert.equal(
        test.confusion.flat().reduce((sum: number, rows: number) => sum + rows),
        60,
      )
      assert.ok(test.metrics.auc > 0.5 && test.classes[1].support > 0)
    })

    test('a grid has exactly its cells', async () => {
      const id = await post({
        ...study,
        sampler: { type: 'grid' },
        budget: {},
        space: {
          ...space,
          layers: [
            { type: 'dense', units: { $choice: [2, 4, 8] }, activation: 'relu' },
            { type: 'dense', units: 'outputs' },
          ],
          optimizer: { type: 'sgd', learningRate: { $choice: [0.01, 0.1] } },
        },
      })
      const answer = await ended(service, id)
      assert.equal(answer.trials.complete, 6)
      const { body } = await service.call('GET', `/v1/studies/${id}/trials?limit=100`)
      assert.equal(new Set(body.items.map((trial: Json) => JSON.stringify(trial.params))).size, 6)
    })

    test('a diverging trial fails with its epoch, the study goes on', async () => {
      const id = await post({
        ...study,
        sampler: { type: 'grid' },
        budget: {},
        space: {
          ...space,
          layers: [{ type: 'dense', units: 'outputs' }],
          optimizer: { type: 'sgd', learningRate: { $choice: [0.01, 1e30] } },
        },
      })
      const answer = await ended(service, id)
      assert.deepEqual([answer.trials.complete, answer.trials.failed], [1, 1])
      const { body } = await service.call('GET', `/v1/studies/${id}/trials?state=failed`)
      assert.equal(body.items[0].reason, 'diverged')
      assert.ok(body.items[0].step >= 1)
    })

    test('pause lets the epoch end, resume goes on where it stopped', async () => {
      const id = await post({
        ...study,
        budget: { trials: 2 },
        parallelism: 1,
        space: { ...space, epochs: 15_000 }, // seconds of training, also where XLA compiles it
      })
      await until(async () => {
        const { body } = await service.call('GET', `/v1/studies/${id}/trials/0`)
        return body.lastStep >= 3
      }, 'some epochs')
      assert.equal((await service.call('POST', `/v1/studies/${id}/pause`)).status, 200)
      await until(async () => {
        const { body } = await service.call('GET', `/v1/studies/${id}`)
        return body.trials.running === 0
      }, 'nothing runs')
      const { body: paused } = await service.call('GET', `/v1/studies/${id}/trials/0`)
      assert.equal(paused.state, 'waiting')
      assert.equal((await service.call('POST', `/v1/studies/${id}/resume`)).status, 200)
      const answer = await ended(service, id)
      assert.equal(answer.trials.complete, 2)
      const { body: trial } = await service.call('GET', `/v1/studies/${id}/trials/0`)
      assert.equal(trial.attempt, 1)
    })

    test('cancel ends a study at once', async () => {
      const id = await post({ ...study, space: { ...space, epochs: 100_000 } })
      await until(async () => {
        const { body } = await service.call('GET', `/v1/studies/${id}`)
        return body.trials.running > 0
      }, 'a trial runs')
      assert.equal((await service.call('POST', `/v1/studies/${id}/cancel`)).status, 200)
      const { body } = await service.call('GET', `/v1/studies/${id}`)
      assert.equal(body.state, 'cancelled')
      assert.deepEqual([body.trials.running, body.trials.waiting], [0, 0])
      // the trainers are free again
      assert.equal((await ended(service, await post(study))).trials.complete, 12)
    })
  })
}
