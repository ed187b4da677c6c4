import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { PreparedData, Split } from '../../../src/data/prepare/prepare.ts'
import { classWeightFaults, computeClassWeights } from '../../../src/engine/group/class-weights.ts'
import { shapeKey } from '../../../src/engine/group/shape-key.ts'
import { checked } from '../../../src/engine/spec.ts'
import { backend, refuseLeaks } from '../backend-under-test.ts'
import { graphs, runGroup } from '../run-group.ts'
import { circle } from '../test-data.ts'

refuseLeaks()
after(() => graphs.dispose())

const hasNative = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'
const executions = (hasNative ? ['eager'] : ['graph', 'eager']) as ('graph' | 'eager')[]

const classes = ['a', 'b', 'c']
const near = (actual: number, expected: number, tolerance = 1e-5) =>
  assert.ok(Math.abs(actual / expected - 1) <= tolerance, `${actual}, not ${expected}`)

describe('weights of classes', () => {
  test('balanced ones are scikit-learn’s', () => {
    const weights = computeClassWeights(
      { classWeights: 'balanced' },
      { classes, weightByClass: [7, 2, 3] },
    )
    // scikit-learn 1.9.1 compute_class_weight("balanced")
    const expected = [0.5714285714285714, 2, 1.3333333333333333]
    for (const [at, weight] of weights.entries()) near(weight, expected[at]!, 1e-12)
  })

  test('are scaled to 1 on average over the training rows; classes not named weigh 1', () => {
    const weights = computeClassWeights(
      { classWeights: { b: 20 } },
      { classes, weightByClass: [7, 2, 3] },
    )
    near(weights[1]! / weights[0]!, 20, 1e-12)
    assert.equal(weights[0], weights[2])
    near((7 * weights[0]! + 2 * weights[1]! + 3 * weights[2]!) / 12, 1, 1e-12)
  })

  test('a class without rows takes no part in the balance', () => {
    const weights = computeClassWeights(
      { classWeights: 'balanced' },
      { classes, weightByClass: [8, 0, 2] },
    )
    near(weights[2]! / weights[0]!, 4, 1e-12)
  })

  for (const [about, classWeights, ofClasses, pointer, detail] of [
    [
      'an unknown class',
      { d: 2 },
      classes,
      'classWeights,d',
      /"d" is not a class; the classes are "a", "b", "c"/,
    ],
    [
      'weights that leave nothing',
      { a: 0, b: 0, c: 0 },
      classes,
      'classWeights',
      /all class weights are 0/,
    ],
    ['weights of a regression', 'balanced', null, 'classWeights', /sampleWeight/],
  ] as const) {
    test(`${about}: refused by its place`, () => {
      const [fault, ...others] = classWeightFaults({ classWeights }, ofClasses)
      assert.deepEqual(others, [])
      assert.equal(String(fault?.path), pointer)
      assert.match(fault!.detail, detail)
    })
  }
})

/** One update an epoch, so that rows that count twice are as good as rows that are there twice. */
const plain = {
  layers: [
    { type: 'dense', units: 6, activation: 'tanh' },
    { type: 'dense', units: 'outputs' },
  ],
  loss: { type: 'crossEntropy', labelSmoothing: 0.1 },
  optimizer: { type: 'sgd', learningRate: 0.3 },
  batchSize: 1000,
  epochs: 30,
}

/** With the rows of class 1 `times` times. */
function repeated(data: PreparedData, times: number): PreparedData {
  const { train } = data
  const rows = Array.from(train.y, (label, row) =>
    new Array<number>(label === 1 ? times : 1).fill(row),
  ).flat()
  const all: Split = {
    rows: rows.length,
    x: Float32Array.from(rows.flatMap((row) => [train.x[2 * row]!, train.x[2 * row + 1]!])),
    y: Int32Array.from(rows, (row) => train.y[row]!),
  }
  return { ...data, train: all }
}

for (const execution of executions) {
  test(`rows that weigh three times as much train as rows that are there three times, ${execution}`, async () => {
    const data = circle(60, 30)
    const weighted = { ...plain, classWeights: { in: 3 } }
    const other = { ...plain, classWeights: { in: 0.1 } }
    const { reports } = await runGroup({ specs: [weighted, other], data, execution })
    const { reports: expected } = await runGroup({
      specs: [plain, plain],
      data: repeated(data, 3),
      execution,
    })
    for (const [at, { train, validation }] of reports[0]!.entries()) {
      near(train.loss!, expected[0]![at]!.train.loss!, 2e-5)
      near(validation.loss!, expected[0]![at]!.validation.loss!, 2e-5)
      assert.equal(validation.loss, validation.nll)
    }
    assert.notEqual(reports[1]![9]!.validation.loss, reports[0]![9]!.validation.loss)
  })
}

test('a class of weight 0 has no part in the training', async () => {
  const data = circle(60, 30)
  const spec = { ...plain, classWeights: { in: 0 } }
  const { reports } = await runGroup({ specs: [spec], data, execution: 'eager' })
  const { reports: expected } = await runGroup({
    specs: [plain],
    data: repeated(data, 0),
    execution: 'eager',
  })
  near(reports[0]![9]!.validation.loss!, expected[0]![9]!.validation.loss!, 2e-5)
})

test('lanes of other weights train as each alone, over folds, mixtures and partial batches', {
  skip: hasNative,
}, async () => {
  const folds = [circle(70, 40), circle(70, 40)]
  const specs = ['balanced', { in: 5 }, { out: 0.5, in: 2 }].map((classWeights) => ({
    ...plain,
    batchSize: 32,
    epochs: 4,
    mixup: { alpha: 0.3 },
    classWeights,
  }))
  const together = await runGroup({ specs, data: folds })
  for (const [lane, spec] of specs.entries()) {
    const alone = await runGroup({
      specs: [spec],
      data: folds,
      seed: 11 + lane,
      execution: 'eager',
    })
    for (const [at, { train, validation }] of together.reports[lane]!.entries()) {
      near(train.loss!, alone.reports[0]![at]!.train.loss!)
      near(validation.loss!, alone.reports[0]![at]!.validation.loss!)
    }
  }
})

test('weights are numbers of one graph; none at all is another shape', () => {
  const key = (classWeights?: unknown) =>
    shapeKey(checked(classWeights === undefined ? plain : { ...plain, classWeights }))
  assert.equal(key('balanced'), key({ in: 7 }))
  assert.equal(key('none'), key())
  assert.notEqual(key('balanced'), key())
})

test('training rows that weigh nothing fail by name', async () => {
  const data = circle(60, 30)
  const train = { ...data.train, y: new Int32Array(60) }
  const spec = { ...plain, classWeights: { out: 0 } }
  await assert.rejects(
    runGroup({ specs: [spec], data: { ...data, train } }),
    /training rows of a fold have a total weight of 0/,
  )
})
