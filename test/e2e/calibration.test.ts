/** Predicted intervals of a search, its refits and its blend: all hold nine of ten rows, new ones too. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { normalQuantile } from '../../src/search/math/normal-quantile.ts'
import { rngFor } from '../../src/search/rng.ts'
import { ended, type Json, type Service, startService, temporaryFolder, upload } from './service.ts'

const [known, unknown] = [300, 400] // rows of the search and of the test
const rng = rngFor(8, 0)
const rows = Array.from({ length: known + unknown }, (_, row) => {
  const [a, b] = [2 * rng.uniform() - 1, 2 * rng.uniform() - 1]
  const noise = normalQuantile(0.998 * rng.uniform() + 0.001)
  const price = Math.exp(3 + a + 0.3 * (1 + b) * noise)
  return { a, b, price, part: row < known ? 'train' : 'test' }
})
const study = {
  dataset: 'noisy',
  ...{ objective: 'validation.rmse', sampler: 'random', budget: { trials: 2 }, seed: 4 },
  validation: { type: 'kfold', folds: 3 },
  space: {
    preprocess: { target: 'log' },
    layers: [
      { type: 'dense', units: 64, activation: 'tanh' },
      { type: 'dense', units: 64, activation: 'tanh' },
      { type: 'dense', units: 'outputs' },
    ],
    ...{ loss: 'gaussianNll', batchSize: 20, epochs: 60 },
    optimizer: { type: 'adam', learningRate: { $float: { low: 0.003, high: 0.01 } } },
  },
}

let service: Service
const folder = temporaryFolder()
before(async () => {
  service = await startService({ folder })
  const spec = { name: 'noisy', format: 'csv', task: 'regression', target: 'price' }
  const lines = rows.map(({ a, b, price, part }) => [a, b, price, part].join(','))
  const csv = ['a,b,price,part', ...lines].join('\n')
  await upload(service, { ...spec, test: { split: 'part' } }, csv)
})
after(async () => {
  await service.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

const finalists = { top: 2, seeds: 2 }
const blended = { finalists, ensemble: { size: 4 } }
const get = async (at: string) => (await service.call('GET', `/v1/studies/${at}`)).body
const finished = async (changes: object) => {
  const { status, body } = await service.call('POST', '/v1/studies', { ...study, ...changes })
  assert.equal(status, 201, JSON.stringify(body))
  return ended(service, body.id)
}

/** Share of the test rows inside their intervals. */
async function insideOf(at: string): Promise<number> {
  const tested = rows.filter(({ part }) => part === 'test')
  const inputs = tested.map(({ a, b }) => ({ a, b }))
  const { status, body } = await service.call('POST', `/v1/studies/${at}/predict`, { inputs })
  assert.equal(status, 200, JSON.stringify(body))
  const inside = body.predictions.filter(({ interval: [low, high] }: Json, row: number) => {
    return low <= tested[row]!.price && tested[row]!.price <= high
  })
  return inside.length / tested.length
}

/** Four deviations of the difference of two binomial shares: of the rows that taught the factor, and of the test rows. */
const margin = 4 * Math.sqrt(0.9 * 0.1 * (1 / known + 1 / unknown))

describe('intervals of a model that predicts a deviation', () => {
  it('are calibrated by the rows that each fold held back', async () => {
    const { id, best } = await finished({ name: 'alone' })
    const { values } = await get(`${id}/trials/${best.number}/diagnosis`)
    const { covered } = values.coverage.find(({ level }: Json) => level === 0.9)
    // the rank ⌈0.9 · 301⌉; rows on an end may fall to either side in float32
    assert.ok(Math.abs(covered * known - 271) <= 1, `${covered}`)
    assert.ok(values.calibration.deviation > 1)
  })

  it('hold nine of ten new rows with a refit, which takes its calibration from the finalists', async () => {
    const { id, model } = await finished({ finalists, refit: true, name: 'refit' })
    assert.equal(model.type, 'refit')
    const [{ trial }] = model.members
    const { calibration } = await get(`${id}/finalists`)
    assert.deepEqual(model.calibration, calibration)
    assert.deepEqual((await get(`${id}/trials/${trial}`)).spec.calibration, calibration)
    const inside = await insideOf(id)
    assert.ok(Math.abs(inside - 0.9) < margin, `${inside}`)
    assert.equal(await insideOf(`${id}/trials/${trial}`), inside)
  })

  for (const refit of [true, false]) {
    it(`hold nine of ten new rows with a blend ${refit ? 'of refits' : 'of finalists'}`, async () => {
      const { id, model } = await finished({ ...blended, refit, name: `blend ${refit}` })
      assert.equal(model.type, 'blend')
      const { calibration } = await get(`${id}/finalists`)
      assert.deepEqual(model.calibration, calibration)
      const inside = await insideOf(id)
      assert.ok(Math.abs(inside - 0.9) < margin, `${inside}`)
    })
  }
})
