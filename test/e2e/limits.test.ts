/** A search that its budget ends while trials train: they end at their best epoch, with a model. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { ended, type Json, type Service, startService, temporaryFolder, upload } from './service.ts'

const rows = Array.from({ length: 120 }, (_, i) => {
  const a = ((i * 37) % 101) / 101
  return `${a},${(i * 53) % 97},${3 * a}`
})

describe('a search whose trials would train for hours', () => {
  const folder = temporaryFolder()
  let service: Service
  before(async () => {
    service = await startService({ folder })
    const spec = { name: 'line', format: 'csv', task: 'regression', target: 'y' }
    await upload(service, spec, ['a,b,y', ...rows].join('\n'))
  })
  after(async () => {
    assert.equal(await service?.stop(), 0)
    fs.rmSync(folder, { recursive: true, force: true })
  })

  const search = async (budget: object): Promise<{ study: Json; trials: Json[] }> => {
    const { status, body } = await service.call('POST', '/v1/studies', {
      dataset: 'line',
      sampler: { type: 'random' },
      budget,
      space: {
        layers: [
          { type: 'dense', units: { $int: { low: 4, high: 8 } }, activation: 'tanh' },
          { type: 'dense', units: 1 },
        ],
        loss: 'meanSquaredError',
        optimizer: { type: 'adam', learningRate: { $float: { low: 1e-4, high: 1e-2 } } },
        batchSize: 16,
        epochs: 100_000,
      },
    })
    assert.equal(status, 201, JSON.stringify(body))
    const study = await ended(service, body.id)
    const { body: page } = await service.call('GET', `/v1/studies/${body.id}/trials?limit=100`)
    return { study, trials: page.items }
  }
  const assertEndedEarly = async ({ study, trials }: Awaited<ReturnType<typeof search>>) => {
    const complete = trials.filter(({ state }) => state === 'complete')
    assert.ok(complete.length > 0, JSON.stringify(study.trials))
    for (const { step, lastStep, reason } of complete) {
      assert.equal(reason, `${study.stopReason}: stopped after epoch ${lastStep} of 100000`)
      assert.ok(step <= lastStep)
    }
    for (const { state, reason } of trials) {
      if (state !== 'complete') assert.ok(reason.startsWith(study.stopReason), reason)
    }
    const { status, body } = await service.call(
      'POST',
      `/v1/studies/${study.id}/trials/${study.best.number}/predict`,
      { inputs: [{ a: 0.5, b: 10 }] },
    )
    assert.equal(status, 200, JSON.stringify(body))
    const { body: diagnosis } = await service.call('GET', `/v1/studies/${study.id}/diagnosis`)
    assert.deepEqual(diagnosis.broken, [])
  }

  test('ends when its seconds are over', async () => {
    const found = await search({ seconds: 6 })
    assert.equal(found.study.stopReason, 'budget.seconds')
    await assertEndedEarly(found)
  })

  test('ends when a running trial reaches the target', async () => {
    const found = await search({ target: 1e6 })
    assert.equal(found.study.stopReason, 'budget.target')
    await assertEndedEarly(found)
  })
})
