/** Every metric as the objective of a training: compiled as op by op, by chunks, lanes and folds, and as the model has it. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { PreparedData } from '../../../src/data/prepare/prepare.ts'
import { decodeBlend } from '../../../src/engine/blend/blend.ts'
import { losses } from '../../../src/engine/losses/index.ts'
import { findMetric, metricNames } from '../../../src/engine/metrics/index.ts'
import { decodeModel, evaluate } from '../../../src/engine/network/model.ts'
import { backend, refuseLeaks, tf } from '../backend-under-test.ts'
import { dense, graphs, runGroup, varied } from '../run-group.ts'
import { circle, curve } from '../test-data.ts'

refuseLeaks()
after(() => graphs.dispose())

const hasNative = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'

/** Points in three classes, of which the last is rare. */
function rings(rows: number, validationRows: number): PreparedData {
  const data = circle(rows, validationRows)
  const relabelled = ({ x, y, rows: count }: PreparedData['train']) => ({
    x,
    rows: count,
    y: Int32Array.from(y, (label, row) => (label === 1 && x[2 * row]! > 0.3 ? 2 : label)),
  })
  return {
    ...data,
    classes: ['out', 'left', 'right'],
    train: relabelled(data.train),
    validation: relabelled(data.validation),
  }
}

/** Two folds, which are validated on one half of the rows each. */
function halves({ validation, ...rest }: PreparedData): PreparedData[] {
  const rows = validation.rows / 2
  return [0, rows].map((from) => ({
    ...rest,
    validation: {
      rows,
      x: validation.x.slice(2 * from, 2 * (from + rows)),
      y: validation.y.slice(from, from + rows),
    },
  }))
}

const target = { mean: 3, deviation: 2 }
/** One target is 0. */
function values(rows: number): PreparedData {
  const data = curve(rows, (x, noise) => 3 * x + noise, target)
  const y = data.validation.y as Float32Array
  y[0] = -target.mean / target.deviation
  const relative = y.map((own, row) =>
    row === 0 ? 0 : target.deviation / Math.abs(own * target.deviation + target.mean),
  )
  return { ...data, validation: { ...data.validation, relative } }
}

const regression = {
  ...dense,
  layers: [
    { type: 'dense', units: 6, activation: 'tanh' },
    { type: 'dense', units: 'outputs' },
  ],
}
const settings = [
  ['two classes', circle(70, 44), dense, losses.crossEntropy],
  ['three classes', rings(70, 44), dense, losses.crossEntropy],
  ['values', values(60), { ...regression, loss: 'gaussianNll' }, losses.gaussianNll],
] as const

const close = (actual: number, expected: number, tolerance = 1e-5) =>
  Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected))

for (const [name, data, spec, loss] of settings) {
  describe(name, { skip: hasNative }, () => {
    for (const metric of metricNames(loss, data.task)) {
      const { better: direction, part, name: metricName } = findMetric(metric)!
      const objective = { metric, direction }

      test(`${metric}: the best epoch, and the number that the model gives again`, async () => {
        const { reports, results } = await runGroup({
          ...{ specs: [spec], data, objective, callMs: 1e6 },
          isCalibrated: false,
        })
        const reported = reports[0]!.map(({ value }) => value)
        const [result] = results
        assert.equal(result?.state, 'complete')
        const best = direction === 'minimize' ? Math.min(...reported) : Math.max(...reported)
        assert.ok(close(result.value, best, 1e-6), `${result.value} of ${reported}`)
        const ofBest = reports[0]![result.step - 1]!
        assert.equal(ofBest.value, ofBest[part][metricName])
        if (part === 'train') return
        const { metrics } = await evaluate(tf, decodeModel(result.model), data.validation)
        for (const [other, value] of Object.entries(ofBest.validation)) {
          assert.ok(
            close(metrics[other]!, value),
            `${other}: ${value}, the model has ${metrics[other]}`,
          )
        }
      })
    }

    const onRequest = metricNames(loss, data.task).filter((metric) => findMetric(metric)!.collector)
    const run = { data, specs: varied(spec), reported: onRequest }

    test('compiled reports what op by op reports, for each of three lanes', async () => {
      const compiled = await runGroup(run)
      const eager = await runGroup({ ...run, execution: 'eager' })
      for (const [lane, ofLane] of compiled.reports.entries()) {
        for (const [at, { validation }] of ofLane.entries()) {
          const other = eager.reports[lane]![at]!.validation
          assert.deepEqual(Object.keys(validation), Object.keys(other))
          for (const [metric, value] of Object.entries(validation)) {
            assert.ok(close(value, other[metric]!, 1e-4), `${metric}: ${value}, ${other[metric]}`)
          }
        }
      }
    })

    test('what is on request is reported where it was asked for, and only there', async () => {
      const [asked] = onRequest.map((metric) => findMetric(metric)!.name)
      assert.ok(asked !== undefined)
      const { reports: withIt } = await runGroup(run)
      const { reports: without } = await runGroup({ ...run, reported: [] })
      assert.ok(Number.isFinite(withIt[0]![0]!.validation[asked]))
      assert.ok(!(asked in without[0]![0]!.validation))
    })
  })
}

for (const [name, data, metric, spec] of [
  ['auc', rings(40, 2_500), 'validation.auc', dense],
  ['f1', rings(40, 2_500), 'validation.f1', dense],
  [
    'medianAbsoluteError',
    values(2_501),
    'validation.medianAbsoluteError',
    { ...regression, loss: 'meanSquaredError', batchSize: 512, epochs: 3 },
  ],
] as const) {
  for (const execution of ['graph', 'eager'] as const) {
    test(`${name} of rows in several chunks, ${execution}, is what the model gives`, {
      skip: hasNative,
    }, async () => {
      const { better: direction, name: metricName } = findMetric(metric)!
      const { results } = await runGroup({
        specs: varied(spec),
        data,
        objective: { metric, direction },
        execution,
      })
      for (const result of results) {
        assert.equal(result.state, 'complete')
        const { metrics } = await evaluate(tf, decodeModel(result.model), data.validation)
        assert.ok(
          close(result.value, metrics[metricName]!),
          `${result.value}, ${metrics[metricName]}`,
        )
      }
    })
  }
}

test('early stopping follows a metric of classes', { skip: hasNative }, async () => {
  const spec = { ...dense, epochs: 60, earlyStopping: { patience: 3 } }
  const objective = { metric: 'validation.f1', direction: 'maximize' } as const
  const { reports, results } = await runGroup({ specs: [spec], data: rings(70, 44), objective })
  const reported = reports[0]!.map(({ value }) => value)
  const [result] = results
  assert.equal(result?.state, 'complete')
  assert.ok(result.lastStep < 60)
  assert.equal(result.lastStep, reported.indexOf(Math.max(...reported)) + 1 + 3)
})

test('a trial is judged by the mean of its folds’ areas', { skip: hasNative }, async () => {
  const folds = halves(rings(70, 60))
  const objective = { metric: 'validation.auc', direction: 'maximize' } as const
  const { reports, results } = await runGroup({ specs: varied(dense), data: folds, objective })
  const values = reports[0]!.map(({ value }) => value)
  const [result] = results
  assert.equal(result?.state, 'complete')
  assert.ok(close(result.value, Math.max(...values), 1e-6))
  const { model } = decodeBlend(result.model)[0]!
  const { metrics } = await evaluate(tf, model, folds[0]!.validation)
  const alone = await runGroup({ specs: varied(dense), data: folds[0]!, objective })
  const ofFirst = alone.reports[0]![result.step - 1]!.validation.auc!
  assert.ok(close(metrics.auc!, ofFirst), `${metrics.auc}, ${ofFirst}`)
  assert.notEqual(ofFirst, result.value)
})

test('an area without rows of two classes fails by name', async () => {
  const data = circle(70, 44)
  const y = new Int32Array(44)
  await assert.rejects(
    runGroup({
      specs: [dense],
      data: { ...data, validation: { ...data.validation, y } },
      objective: { metric: 'validation.auc', direction: 'maximize' },
    }),
    /all validation rows of a fold belong to one class/,
  )
})

for (const execution of ['graph', 'eager'] as const) {
  test(`a complete trial counts its classes at its best epoch, ${execution}`, {
    skip: hasNative,
  }, async () => {
    const data = rings(70, 1_100) // two chunks
    const objective = { metric: 'validation.f1', direction: 'maximize' } as const
    const { results } = await runGroup({ specs: varied(dense), data, objective, execution })
    for (const result of results) {
      assert.equal(result.state, 'complete')
      const { classes, metrics } = await evaluate(tf, decodeModel(result.model), data.validation)
      assert.deepEqual(result.classes, classes)
      assert.ok(close(metrics.f1!, result.value))
    }
  })
}

test('the classes of folds are counted together', { skip: hasNative }, async () => {
  const folds = halves(rings(70, 60))
  const { results } = await runGroup({ specs: varied(dense), data: folds })
  for (const result of results) {
    assert.equal(result.state, 'complete')
    const { support, chosen } = result.classes!
    const labels = folds.flatMap(({ validation }) => Array.from(validation.y))
    assert.deepEqual(
      support,
      [0, 1, 2].map((of) => labels.filter((label) => label === of).length),
    )
    assert.equal(
      chosen.reduce((sum, count) => sum + count, 0),
      60,
    )
    const first = await evaluate(tf, decodeBlend(result.model)[0]!.model, folds[0]!.validation)
    const rest = result.classes!.hits.map((count, of) => count - first.classes!.hits[of]!)
    assert.ok(rest.every((count) => count >= 0 && count <= 30))
  }
})

test('a regression counts no classes', { skip: hasNative }, async () => {
  const spec = { ...regression, loss: 'meanSquaredError' }
  const { results } = await runGroup({ specs: [spec], data: values(60) })
  assert.ok(results[0]?.state === 'complete' && results[0].classes === null)
})
