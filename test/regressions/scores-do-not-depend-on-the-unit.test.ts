/** The same target in another unit: the same epochs are judged the same, and values are the same in that unit. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { Dataset } from '../../src/data/dataset.ts'
import { type PreparedData, prepare } from '../../src/data/prepare/prepare.ts'
import { PreprocessSpec } from '../../src/data/prepare/preprocess.ts'
import { ValidationSpec } from '../../src/data/split/validation.ts'
import { plainNotation } from '../../src/data/text/notation.ts'
import { decodeModel, evaluate, predict } from '../../src/engine/network/model.ts'
import { backend, refuseLeaks, tf } from '../engine/backend-under-test.ts'
import { graphs, type Run, runGroup } from '../engine/run-group.ts'
import { curve } from '../engine/test-data.ts'

refuseLeaks()
after(() => graphs.dispose())

const hasNative = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'
const unitsOf = {
  graph: [1e-150, 1e-38, 1e-23, 1e-19, 1e-3, 1e4, 1e19, 1e30, 1e38, 1e150],
  eager: [1e-19, 1e19], // slow
}

const objectives = ['validation.rmse', 'validation.mae', 'train.rmse', 'validation.nll']

/** Too fast for its data, so that later epochs are often worse. */
const spec = {
  layers: [
    { type: 'dense', units: 6, activation: 'tanh' },
    { type: 'dense', units: 'outputs' },
  ],
  loss: 'meanSquaredError' as string | object,
  optimizer: { type: 'adam', learningRate: 0.3 },
  batchSize: 8,
  epochs: 40,
}

/** Two folds whose targets vary differently. */
function folds(unit: number): PreparedData[] {
  return [2, 0.5]
    .map((deviation) => curve(40, (x, noise) => 3 * x * x + noise, { mean: 1, deviation }))
    .map((data) => {
      const { mean, deviation } = data.target!
      return { ...data, target: { mean: mean * unit, deviation: deviation * unit } }
    })
}

async function outcome({
  unit,
  minDelta,
  ...run
}: Omit<Run, 'specs'> & {
  unit: number
  minDelta?: number
  spec?: object
}) {
  const earlyStopping = { patience: 3, minDelta: (minDelta ?? 0) * unit }
  const { reports, results } = await runGroup({
    specs: [{ ...spec, ...run.spec, earlyStopping }],
    ...run,
  })
  const [result] = results
  assert.equal(result?.state, 'complete')
  const { step, value, lastStep, model } = result
  return { step, value, lastStep, model, reports: reports[0]! }
}

const near = (a: number, b: number, tolerance = 1e-9) => Math.abs(a / b - 1) < tolerance

for (const execution of ['graph', 'eager'] as const) {
  describe(execution, { skip: execution === 'graph' && hasNative }, () => {
    for (const metric of execution === 'eager' ? objectives.slice(0, 1) : objectives) {
      for (const count of [1, 2]) {
        test(`${metric} of ${count} folds picks the same epochs in every unit`, async () => {
          const objective = { metric, direction: 'minimize' } as const
          const isNll = metric.endsWith('nll')
          const run = {
            execution,
            objective,
            spec: isNll ? { loss: 'gaussianNll', layers: spec.layers } : { loss: 'huber' },
          }
          const plain = await outcome({ ...run, unit: 1, data: folds(1).slice(0, count) })
          assert.ok(
            plain.step > 1 && plain.lastStep < spec.epochs,
            `stops early: ${plain.step}, ${plain.lastStep}`,
          )
          for (const unit of unitsOf[execution]) {
            const other = await outcome({ ...run, unit, data: folds(unit).slice(0, count) })
            assert.deepEqual([other.step, other.lastStep], [plain.step, plain.lastStep], `${unit}`)
            for (const [at, { validation }] of other.reports.entries()) {
              const same = plain.reports[at]!.validation
              for (const name of ['rmse', 'mae']) {
                assert.ok(near(validation[name]!, same[name]! * unit), `${name} in ${unit}`)
              }
              assert.equal(validation.r2, same.r2)
              assert.equal(validation.loss, same.loss)
            }
            const best = other.reports[other.step - 1]!.value
            assert.equal(other.value, best)
            if (!isNll) {
              assert.equal(best, Math.min(...other.reports.map(({ value }) => value)))
            }
          }
        })
      }
    }

    test('minDelta is in the unit of the objective', async () => {
      const run = {
        execution,
        objective: { metric: 'validation.rmse', direction: 'minimize' } as const,
        minDelta: 0.2,
      }
      const plain = await outcome({ ...run, unit: 1, data: folds(1) })
      const without = await outcome({ ...run, minDelta: 0, unit: 1, data: folds(1) })
      assert.notEqual(plain.lastStep, without.lastStep)
      for (const unit of unitsOf[execution]) {
        const { step, lastStep } = await outcome({ ...run, unit, data: folds(unit) })
        assert.deepEqual([step, lastStep], [plain.step, plain.lastStep])
      }
    })
  })
}

/** As a file gives it, scaled by a power of two, which is exact in float64. */
function prepared(unit: number): PreparedData {
  const rows = 80
  const x = Float64Array.from({ length: rows }, (_, row) => Math.sin(row * 1.7))
  const values = x.map((at, row) => at * at + 0.1 * Math.cos(row)).map((value) => value * unit)
  const dataset: Dataset = {
    name: 'scaled',
    task: 'regression',
    rows,
    testFraction: 0,
    missing: [],
    notation: plainNotation,
    inputs: { type: 'table', columns: [{ name: 'x', encoding: 'numeric', values: x }] },
    target: { type: 'values', name: 'y', values },
    ignored: [],
    warnings: [],
  }
  const validation = ValidationSpec.parse({ type: 'holdout', fraction: 0.25 })
  return prepare(dataset, { preprocess: PreprocessSpec.parse({}), validation, seed: 1 })[0]
}

/** By metric: its direction, and whether it is in the target's unit. */
const metrics = {
  rmse: ['minimize', true],
  mae: ['minimize', true],
  medianAbsoluteError: ['minimize', true],
  mape: ['minimize', false],
  r2: ['maximize', false],
  loss: ['minimize', false],
} as const

for (const [metric, [direction, isInUnit]] of Object.entries(metrics)) {
  test(`${metric} of a file in another unit; /evaluate and /predict answer in it too`, async () => {
    const objective = { metric: `validation.${metric}`, direction }
    const plain = await outcome({ unit: 1, data: prepared(1), objective })
    for (const exponent of [-900, -126, -63, 63, 126, 900]) {
      const unit = 2 ** exponent
      const data = prepared(unit)
      const scaled = await outcome({ unit, data, objective })
      assert.deepEqual([scaled.step, scaled.lastStep], [plain.step, plain.lastStep])
      assert.ok(near(scaled.value, plain.value * (isInUnit ? unit : 1)))
      const model = decodeModel(scaled.model)
      const best = scaled.reports[scaled.step - 1]!
      const { metrics: evaluated } = await evaluate(tf, model, data.validation)
      for (const [name, value] of Object.entries(best.validation)) {
        assert.ok(near(evaluated[name]!, value, 1e-5), name)
      }
      const [here] = await predict(tf, model, data.validation.x.slice(0, 1))
      const [there] = await predict(tf, decodeModel(plain.model), data.validation.x.slice(0, 1))
      assert.ok('value' in here! && 'value' in there! && near(here.value, there.value * unit))
    }
  })
}
