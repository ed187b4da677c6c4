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

for (const [how, pruner, counts] of [
  ['without a pruner', { type: 'none' }, [1, 2, 8]],
  ['that prunes', { type: 'asha', minResource: 1, reductionFactor: 2, minPeers: 1 }, [1, 2, 8]],
] as const) {
  test(`an ordered search ${how} has the same trials and results with 1, 2 and 8 trainers`, async () => {
    const results: Json[] = []
    for (const trainers of counts) results.push(await searched({ ...study, pruner }, trainers))
    const pruned = results[0].filter(({ state }: Json) => state === 'pruned').length
    assert.ok(pruner.type === 'none' ? pruned === 0 : pruned > 0, `${pruned} pruned`)
    for (const result of results) assert.deepEqual(result, results[0])
  })
}

async function searched(posted: object, trainers: number): Promise<Json> {
  const folder = temporaryFolder()
  const env = { SWEEPD_TRAINERS: String(trainers) }
  const service = await startService({ folder, env })
  try {
    await upload(service, { name: 'wave', format: 'csv', task: 'regression', target: 'y' }, csv)
    const { status, body } = await service.call('POST', '/v1/studies', posted)
    assert.equal(status, 201, JSON.stringify(body))
    const { trials } = await ended(service, body.id)
    assert.equal(trials.complete + trials.pruned, 24, JSON.stringify(trials))
    const page = await service.call('GET', `/v1/studies/${body.id}/trials?limit=100`)
    return page.body.items.map(
      ({ number, state, params, value, step, lastStep, provenance }: Json) => {
        return { number, state, params, value, step, lastStep, stop: provenance.stop }
      },
    )
  } finally {
    await service.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
