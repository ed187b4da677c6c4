/** A network that predicts a deviation is calibrated by the rows that it was not trained on. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { PreparedData, Split } from '../../../src/data/prepare/prepare.ts'
import { decodeBlend, decodeWeighted } from '../../../src/engine/blend/blend.ts'
import { evaluate, predict, type TrainedModel } from '../../../src/engine/network/model.ts'
import { normalQuantile } from '../../../src/search/math/normal-quantile.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'
import { dense, graphs, runGroup } from '../run-group.ts'
import { curve } from '../test-data.ts'

refuseLeaks()
after(() => graphs.dispose())

const target = { mean: 2, deviation: 3 }
const noisy = (rows: number) =>
  curve(rows, (x, noise) => Math.sin(3 * x) + 0.5 * normalQuantile(0.998 * noise + 0.001), target)
const part = ({ x, y }: Split, from: number, to: number): Split => {
  return { x: x.slice(from, to), y: y.slice(from, to), rows: to - from }
}
const all = noisy(1_000).validation
const fresh = part(all, 400, 1_000)
// few rows, which the network learns by heart
const data: PreparedData = { ...noisy(30), validation: part(all, 0, 400) }
const spec = {
  ...dense,
  layers: [
    { type: 'dense', units: 32, activation: 'tanh' },
    { type: 'dense', units: 32, activation: 'tanh' },
    { type: 'dense', units: 'outputs' },
  ],
  ...{ loss: 'gaussianNll', epochs: 300, batchSize: 30 },
}

async function trained(changes: object = {}, options: object = {}): Promise<TrainedModel> {
  // judged by its training rows, so that the last epochs are kept
  const objective = { metric: 'train.loss', direction: 'minimize' } as const
  const specs = [{ ...spec, ...changes }]
  const { results } = await runGroup({ specs, data, objective, ...options })
  const [result] = results
  assert.ok(result?.state === 'complete')
  return decodeBlend(result.model)[0]!.model
}

async function insideOf(model: TrainedModel, { x, y, rows }: Split): Promise<number> {
  let inside = 0
  for (const [row, own] of (await predict(tf, model, x)).entries()) {
    const [low, high] = (own as { interval: [number, number] }).interval
    const truth = y[row]! * target.deviation + target.mean
    if (low <= truth && truth <= high) inside += 1
  }
  return inside / rows
}

/** Four deviations of the difference of two binomial shares. */
const margin = 4 * Math.sqrt(0.9 * 0.1 * (1 / 400 + 1 / 600))

describe('calibration of a trained network', () => {
  test('its intervals hold nine of ten new rows, and without it far fewer', async () => {
    const model = await trained()
    const { calibration, ...uncalibrated } = model
    assert.ok(calibration && calibration.deviation > 1.2, JSON.stringify(calibration))
    // the rank ⌈0.9 · 401⌉ of the rows that it was learned from
    assert.equal(await insideOf(model, data.validation), 361 / 400)
    const inside = await insideOf(model, fresh)
    assert.ok(Math.abs(inside - 0.9) < margin, `${inside}`)
    assert.ok((await insideOf(uncalibrated, fresh)) < 0.9 - margin)
    const nll = async (of: TrainedModel) => (await evaluate(tf, of, fresh)).metrics.nll!
    assert.ok((await nll(model)) < (await nll(uncalibrated)))
  })

  test('a refit has trained on all rows, so it takes what its specification says', async () => {
    const isCalibrated = false
    assert.equal((await trained({}, { isCalibrated })).calibration, undefined)
    const calibration = { deviation: 2, interval: 1.5 }
    const given = await trained({ calibration }, { isCalibrated })
    assert.deepEqual(given.calibration, calibration)
  })

  test('other losses have none', async () => {
    assert.equal((await trained({ loss: 'meanSquaredError' })).calibration, undefined)
  })
})

describe('a calibrated model', () => {
  test('has a normal distribution whose deviation is larger by the factor', async () => {
    const model = await trained({ epochs: 3 }, { isCalibrated: false })
    const calibrated = { ...model, calibration: { deviation: 2, interval: 3 } }
    const x = fresh.x.slice(0, 5)
    type Distribution = { value: number; deviation: number; interval: [number, number] }
    const [before, after] = [await predict(tf, model, x), await predict(tf, calibrated, x)]
    for (const [row, own] of (after as Distribution[]).entries()) {
      const { value, deviation, interval } = before[row] as Distribution
      const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-4, `${a}, not ${b}`)
      assert.equal(own.value, value)
      near(own.deviation, 2 * deviation)
      near(own.interval[1] - value, 3 * (interval[1] - value))
      near(own.interval[0] - value, 3 * (interval[0] - value))
      const one = part({ ...fresh, x, y: fresh.y.slice(0, 5) }, row, row + 1)
      const z = (one.y[0]! * target.deviation + target.mean - value) / own.deviation
      const { nll } = (await evaluate(tf, calibrated, one)).metrics
      near(nll!, 0.5 * z ** 2 + Math.log(own.deviation * Math.sqrt(2 * Math.PI)))
    }
  })

  test('can be given another calibration as a part of a blend', async () => {
    const { results } = await runGroup({ specs: [{ ...spec, epochs: 3 }], data })
    const bytes = (results[0] as { model: Uint8Array }).model
    const calibration = { deviation: 4, interval: 5 }
    const [plain, other] = decodeWeighted([
      { bytes, weight: 1 },
      { bytes, weight: 1, calibration },
    ])
    assert.deepEqual(plain!.model.calibration, decodeBlend(bytes)[0]!.model.calibration)
    assert.deepEqual(other!.model.calibration, calibration)
  })
})
