/** Population based training with real networks: children start from the weights of their parents. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { after, before, test } from 'node:test'
import { ended, type Json, type Service, startService, temporaryFolder, upload } from './service.ts'

const folder = temporaryFolder()
let service: Service
before(async () => {
  service = await startService({ folder })
  const rows = Array.from({ length: 200 }, (_, i) => {
    const [a, b] = [((i * 37) % 101) / 101, ((i * 53) % 97) / 97]
    return `${a},${b},${3 * a - 2 * b}`
  })
  const spec = { name: 'plane', format: 'csv', task: 'regression', target: 'y' }
  const dataset = await upload(service, spec, ['a,b,y', ...rows].join('\n'))
  assert.equal(dataset.rows, 200, JSON.stringify(dataset))
})
after(async () => {
  assert.equal(await service?.stop(), 0)
  fs.rmSync(folder, { recursive: true, force: true })
})

/** Rates so small that a trial ends almost where it starts: whoever started elsewhere shows. */
const study = {
  name: 'population',
  dataset: 'plane',
  objective: { metric: 'validation.loss', direction: 'minimize' },
  sampler: { type: 'pbt', populationSize: 4, generations: 3, exploitShare: 0.25 },
  seed: 3,
  parallelism: 4,
  space: {
    layers: [
      { type: 'dense', units: { $choice: [8, 12] }, activation: 'tanh' },
      { type: 'dense', units: 'outputs' },
    ],
    loss: 'meanSquaredError',
    optimizer: { type: 'sgd', learningRate: { $float: { low: 1e-6, high: 1e-5, log: true } } },
    batchSize: 20,
    epochs: 6,
  },
  budget: { trials: 100 },
}

test('a child goes on from its parent’s weights, and only its numbers differ', async () => {
  const posted = await service.call('POST', '/v1/studies', study)
  assert.equal(posted.status, 201, JSON.stringify(posted.body))
  const { id } = posted.body
  const answer = await ended(service, id)
  assert.equal(answer.stopReason, 'exhausted')
  assert.equal(answer.trials.complete, 12, JSON.stringify(answer.trials))
  const { items } = (await service.call('GET', `/v1/studies/${id}/trials?limit=100`)).body
  const pointsOf = async (number: number): Promise<Json[]> =>
    (await service.call('GET', `/v1/studies/${id}/trials/${number}/metrics`)).body.points

  const starts: number[] = []
  for (const { number, params, provenance } of items as Json[]) {
    const points = await pointsOf(number)
    const { generation, parent, phase } = provenance
    assert.deepEqual(
      points.map(({ step }) => step),
      [2 * generation + 1, 2 * generation + 2],
    )
    if (generation === 0) {
      starts.push(points[0].validation.loss)
      continue
    }
    const before = (await pointsOf(parent)).at(-1).validation.loss
    const change = Math.abs(points[0].validation.loss / before - 1)
    assert.ok(change < 1e-3, `trial ${number} from ${parent}: ${change}`)
    const source = items[parent].params
    assert.equal(params['layers[0].units'], source['layers[0].units'])
    const rate = 'optimizer.learningRate'
    assert.equal(params[rate] === source[rate], phase === 'continue')
  }
  // members differ by far more than a generation changes them, else the check above would say nothing
  const spread = Math.min(
    ...starts.flatMap((a, i) => starts.slice(i + 1).map((b) => Math.abs(a / b - 1))),
  )
  assert.ok(spread > 2e-3, `${starts}`)
  const exploits = items.filter(({ provenance }: Json) => provenance.phase === 'exploit')
  assert.equal(exploits.length, 2, 'one of four in each of two generations')
})
