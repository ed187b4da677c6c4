/** Whatever the network learns of the target, metrics and predictions are of the target itself. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { encodeInputs } from '../../../src/data/prepare/encode-inputs.ts'
import { type PreparedData, prepare } from '../../../src/data/prepare/prepare.ts'
import { PreprocessSpec } from '../../../src/data/prepare/preprocess.ts'
import { targetTransforms, transformed } from '../../../src/data/prepare/target/index.ts'
import { ValidationSpec } from '../../../src/data/split/validation.ts'
import { decodeModel, evaluate, predict } from '../../../src/engine/network/model.ts'
import { restored, targetTensors } from '../../../src/engine/targets/own-units.ts'
import { readCsv } from '../../data/read-csv.ts'
import { backend, refuseLeaks, tf } from '../backend-under-test.ts'
import { dense, graphs, runGroup } from '../run-group.ts'
import { trainsAlike } from '../trains-alike.ts'

refuseLeaks()
after(() => graphs.dispose())
const skip = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'

const rows = Array.from({ length: 90 }, (_, row) => {
  const [a, b] = [((row * 37) % 90) / 45 - 1, ((row * 53) % 90) / 45 - 1]
  return { a, b, y: Math.round(1000 * Math.exp(a + 0.5 * b * b)) }
})
const dataset = await readCsv(
  ['a,b,y', ...rows.map(({ a, b, y }) => `${a},${b},${y}`)].join('\n'),
  { testFraction: 0 },
)
const prepared = (preprocess: object, folds = 1): PreparedData[] =>
  prepare(dataset, {
    preprocess: PreprocessSpec.parse(preprocess),
    validation: ValidationSpec.parse(
      folds > 1 ? { type: 'kfold', folds } : { type: 'holdout', fraction: 0.3 },
    ),
    seed: 1,
  })

const spec = {
  ...dense,
  layers: [
    { type: 'dense', units: 8, activation: 'tanh' },
    { type: 'dense', units: 'outputs' },
  ],
  loss: 'meanSquaredError',
  epochs: 5,
}
const rates = (one: object) =>
  [0.003, 0.01, 0.03].map((learningRate) => ({
    ...one,
    optimizer: { type: 'adam', learningRate },
  }))
const names = ['standardize', ...Object.keys(targetTransforms)]
const near = (actual: number, expected: number, tolerance = 2e-5) =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual}, not ${expected}`,
  )

for (const target of names) {
  trainsAlike(`target ${target}`, rates(spec), prepared({ target })[0]!)

  describe(`target ${target}`, { skip }, () => {
    test('metrics are of the values that /predict answers', async () => {
      for (const clipPredictions of [false, { margin: 0 }]) {
        const [data] = prepared({ target, clipPredictions }) as [PreparedData]
        const ran = await runGroup({
          specs: [spec],
          data,
          reported: ['validation.medianAbsoluteError'],
        })
        const [result] = ran.results
        assert.ok(result?.state === 'complete')
        const model = decodeModel(result.model)
        const { x, y } = data.validation
        const { mean, deviation } = model.target!
        const truth = Array.from(data.validation.own ?? y, (own) => own * deviation + mean)
        const answers = await predict(tf, model, x)
        const values = answers.map((one) => ('value' in one ? one.value : Number.NaN))
        const errors = values.map((value, row) => Math.abs(value - truth[row]!))
        const meanOf = (of: number[]) => of.reduce((sum, one) => sum + one, 0) / of.length
        const reported = ran.reports[0]![result.step - 1]!.validation
        near(reported.rmse!, Math.sqrt(meanOf(errors.map((error) => error ** 2))))
        near(reported.mae!, meanOf(errors))
        near(reported.mape!, meanOf(errors.map((error, row) => error / truth[row]!)))
        near(reported.medianAbsoluteError!, errors.toSorted((a, b) => a - b)[13]!)
        const about = meanOf(truth)
        const spread = meanOf(truth.map((value) => (value - about) ** 2))
        near(reported.r2!, 1 - meanOf(errors.map((error) => error ** 2)) / spread)
        const evaluated = await evaluate(tf, model, data.validation)
        near(evaluated.metrics.medianAbsoluteError!, reported.medianAbsoluteError!)

        const asked = await predict(tf, model, encodeInputs(model.inputs, [rows[0]]))
        assert.ok('value' in asked[0]! && Number.isFinite(asked[0].value))
      }
    })

    test('each fold has its own transform and bounds', async () => {
      const data = prepared({ target }, 3)
      const { reports } = await runGroup({ specs: rates(spec), data })
      const eager = await runGroup({ specs: rates(spec), data, execution: 'eager' })
      for (const [lane, own] of reports.entries()) {
        for (const [at, { train, validation }] of own.entries()) {
          near(train.rmse!, eager.reports[lane]![at]!.train.rmse!)
          near(validation.rmse!, eager.reports[lane]![at]!.validation.rmse!)
        }
      }
    })

    test('restoring undoes the transform, in and beyond the range of the training rows', () => {
      for (const { target: fitted } of prepared({ target, clipPredictions: false }, 2)) {
        const own = Array.from({ length: 41 }, (_, at) => -0.9 + at / 10)
        const y = own.map((value) => transformed(fitted!.transform, value))
        const found = tf.tidy(() =>
          Array.from(restored(tf, tf.tensor2d([y]), targetTensors(tf, [fitted])).dataSync()),
        )
        for (const [at, value] of found.entries()) near(value, own[at]!)
      }
    })
  })
}

describe('a distribution of a logarithm', { skip }, () => {
  test('has the density, deviation and interval of the target', async () => {
    const [data] = prepared({ target: 'log' }) as [PreparedData]
    const specs = [{ ...spec, loss: 'gaussianNll', epochs: 20 }]
    const ran = await runGroup({ specs, data })
    const [result] = ran.results
    assert.ok(result?.state === 'complete')
    const model = decodeModel(result.model)
    const { mean, deviation } = model.target!
    const answers = await predict(tf, model, data.validation.x)
    const nll = answers.map((answer, row) => {
      assert.ok('value' in answer && answer.interval !== undefined)
      const [low, high] = answer.interval.map(Math.log) as [number, number]
      near((low + high) / 2, Math.log(answer.value)) // the median
      const sigma = (high - low) / (2 * 1.6448536269514722)
      const ends = [-1, 1].map((sign) => answer.value * Math.exp(sign * sigma)) as [number, number]
      near(answer.deviation!, (ends[1] - ends[0]) / 2)
      const truth = data.validation.own![row]! * deviation + mean
      const z = (Math.log(truth) - Math.log(answer.value)) / sigma
      return z ** 2 / 2 + Math.log(sigma * truth * Math.sqrt(2 * Math.PI)) // of the log-normal
    })
    const reported = ran.reports[0]![result.step - 1]!.validation.nll!
    near(nll.reduce((sum, one) => sum + one, 0) / nll.length, reported)
  })

  test('a value beyond the bounds is marked, and inside its interval', async () => {
    const [data] = prepared({ target: 'log' }) as [PreparedData]
    const ran = await runGroup({ specs: [{ ...spec, loss: 'gaussianNll', epochs: 20 }], data })
    const [result] = ran.results
    assert.ok(result?.state === 'complete')
    const model = decodeModel(result.model)
    model.target!.bounds = { low: 1, high: 100 } // below every row
    for (const answer of await predict(tf, model, data.validation.x)) {
      assert.ok('value' in answer && answer.interval)
      near(answer.value, 100)
      assert.equal(answer.clipped, true)
      assert.ok(answer.interval[0] <= answer.value && answer.interval[1] > answer.value)
    }
  })
})

test('a model stored before there were transforms predicts unbounded', async () => {
  const [data] = prepared({ clipPredictions: false }) as [PreparedData]
  const ran = await runGroup({ specs: [spec], data })
  const [result] = ran.results
  assert.ok(result?.state === 'complete')
  const model = decodeModel(result.model)
  assert.deepEqual(Object.keys(model.target!), ['mean', 'deviation'])
  const far = encodeInputs(model.inputs, [{ a: 1e6, b: 0 }])
  const [answer] = await predict(tf, model, far)
  assert.ok(answer && 'value' in answer && !('clipped' in answer))
})
