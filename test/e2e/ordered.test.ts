/** `ordered: true`: a search that trains comes to the same trials and results, however many trainers there are. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { test } from 'node:test'
import { ended, type Json, startService, temporaryFolder, upload } from './service.ts'

/** A wave in two numbers. */
const csv = ['a,b,y']
  .concat(
    Array.from({ length: 240 }, (_, row) => {
      const [a, b] = [((row * 37) % 101) / 101, ((row * 53) % 97) / 97]
      return `${a},${b},${Math.sin(5 * a) + b * b}`
    }),
  )
  .join('\n')

const study = {
  name: 'ordered',
  dataset: 'wave',
  objective: { metric: 'validation.rmse', direction: 'minimize' },
  sampler: { type: 'tpe', startupTrials: 6 },
  ordered: true,
  parallelism: 8,
  seed: 3,
  budget: { trials: 24 },
  space: {
    layers: [
      {
        type: 'dense',
        units: { $int: { low: 4, high: 24 } },
        activation: { $choice: ['relu', 'tanh'] },
      },
      { type: 'dense', units: 'outputs' },
    ],
    loss: 'meanSquaredError',
    optimizer: { type: 'adam', learningRate: { $float: { low: 1e-3, high: 1e-1, log: true } } },
    batchSize: { $choice: [16, 48] },
    epochs: 4,
  },
}

test('an ordered search has the same trials and results with 1, 2 and 8 trainers', async () => {
  const results: Json[] = []
  for (const trainers of [1, 2, 8]) {
    const folder = temporaryFolder()
    const env = { SWEEPD_TRAINERS: String(trainers) }
    const service = await startService({ folder, env })
    try {
      await upload(service, { name: 'wave', format: 'csv', task: 'regression', target: 'y' }, csv)
      const { status, body } = await service.call('POST', '/v1/studies', study)
      assert.equal(status, 201, JSON.stringify(body))
      const answer = await ended(service, body.id)
      assert.equal(answer.trials.complete, 24, JSON.stringify(answer))
      const trials = await service.call('GET', `/v1/studies/${body.id}/trials?limit=100`)
      results.push(
        trials.body.items.map(({ number, params, value, step }: Json) => {
          return { number, params, value, step }
        }),
      )
    } finally {
      await service.stop()
      fs.rmSync(folder, { recursive: true, force: true })
    }
  }
  assert.deepEqual(results[1], results[0])
  assert.deepEqual(results[2], results[0])
})
