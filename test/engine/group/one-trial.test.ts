import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PreparedData } from '../../../src/data/prepare/prepare.ts'
import { uploadData } from '../../../src/engine/device-data.ts'
import { createEpochOrders } from '../../../src/engine/epochs/epoch-orders.ts'
import { inherited } from '../../../src/engine/group/checkpoint.ts'
import type { Decision, EpochReport, LaneResult } from '../../../src/engine/group/lane.ts'
import { decodeModel, evaluate, predict } from '../../../src/engine/network/model.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'
import { type TrainOptions, trainTrial } from '../run-trial.ts'
import { circle, curve } from '../test-data.ts'

refuseLeaks()

/** All that has state: running averages, noise, two slots, a partial batch. */
const rich = {
  layers: [
    { type: 'dense', units: 16, activation: 'relu' },
    { type: 'batchNorm' },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: 'outputs' },
  ],
  loss: 'crossEntropy',
  optimizer: { type: 'adam', learningRate: 0.02, weightDecay: 0.001 },
  batchSize: 32,
  epochs: 6,
}
const data = circle(100, 70)

async function train(
  change: Partial<TrainOptions>,
  decide: (report: EpochReport, takeCheckpoint: () => Uint8Array) => Decision = () => 'continue',
): Promise<{ result: LaneResult; reports: EpochReport[] }> {
  const reports: EpochReport[] = []
  const result = await trainTrial({
    tf,
    spec: rich,
    data,
    seed: 1,
    orderSeed: 2,
    objective: { metric: 'validation.loss', direction: 'minimize' },
    async onEpoch(report, takeCheckpoint) {
      reports.push(report)
      return decide(report, takeCheckpoint)
    },
    ...change,
  })
  return { result, reports }
}

test('learns, reports every epoch, and keeps the weights of the best', async () => {
  const objective = { metric: 'validation.accuracy', direction: 'maximize' } as const
  const { result, reports } = await train({ spec: { ...rich, epochs: 40 }, objective })
  assert.ok(result.state === 'complete')
  assert.deepEqual(
    reports.map(({ step }) => step),
    Array.from({ length: 40 }, (_, index) => index + 1),
  )
  const values = reports.map(({ value }) => value)
  assert.equal(result.value, Math.max(...values))
  const tied = reports.filter(({ value }) => value === result.value)
  const losses = tied.map(({ validation }) => validation.loss!)
  assert.equal(result.step, tied[losses.indexOf(Math.min(...losses))]!.step)
  assert.equal(result.lastStep, 40)
  assert.ok(result.value > 0.9, `accuracy ${result.value}`)
  const best = reports[result.step - 1]!
  assert.deepEqual(Object.keys(best.train), ['loss', 'accuracy', 'nll'])
  const { metrics } = await evaluate(tf, decodeModel(result.model), data.validation)
  for (const [name, value] of Object.entries(best.validation)) {
    assert.ok(Math.abs(metrics[name]! - value) < 1e-6, `${name}: ${metrics[name]}, not ${value}`)
  }
})

test('the same seeds give the same bits, other seeds others', async () => {
  const first = await train({})
  assert.deepEqual(await train({}), first)
  for (const change of [{ seed: 3 }, { orderSeed: 3 }]) {
    assert.notDeepEqual((await train(change)).reports, first.reports)
  }
})

test('a trial resumed from any epoch ends with the bits of one that was not interrupted', async () => {
  const whole = await train({})
  assert.ok(whole.result.state === 'complete')
  for (const at of [1, 3, 5]) {
    const first = await train({}, ({ step }) => (step === at ? 'release' : 'continue'))
    assert.ok(first.result.state === 'released')
    const second = await train({ resume: first.result.checkpoint })
    assert.deepEqual([...first.reports, ...second.reports], whole.reports)
    assert.deepEqual(second.result, whole.result)
  }
})

test('a checkpoint taken while training goes on resumes like one of a release', async () => {
  let checkpoint: Uint8Array | undefined
  const whole = await train({}, ({ step }, takeCheckpoint) => {
    if (step === 2) checkpoint = takeCheckpoint()
    return 'continue'
  })
  assert.deepEqual((await train({ resume: checkpoint! })).result, whole.result)
})

test('a trial that goes on from another’s end has its weights, and only epochs of its own', async () => {
  const whole = await train({})
  let checkpoint: Uint8Array | undefined
  const half = { ...rich, epochs: 3 }
  const parent = await train({ spec: half }, ({ step }, takeCheckpoint) => {
    if (step === 3) checkpoint = takeCheckpoint()
    return 'continue'
  })
  assert.ok(parent.result.state === 'complete')
  const child = await train({ resume: inherited(checkpoint!) })
  assert.deepEqual([...parent.reports, ...child.reports], whole.reports)
  // with another rate it goes another way, and with none worth the name it stays where the parent was
  const rate = (learningRate: number) => ({
    ...rich,
    optimizer: { ...rich.optimizer, learningRate },
  })
  const other = await train({ spec: rate(0.05), resume: inherited(checkpoint!) })
  assert.notDeepEqual(other.reports, child.reports)
  const still = {
    ...half,
    layers: [rich.layers[0], rich.layers[3]],
    optimizer: { type: 'sgd', learningRate: 0.1 },
  }
  let last: Uint8Array | undefined
  const before = await train({ spec: still }, (_, takeCheckpoint) => {
    last = takeCheckpoint()
    return 'continue'
  })
  const frozen = { ...still, epochs: 5, optimizer: { type: 'sgd', learningRate: 1e-30 } }
  const after = await train({ spec: frozen, resume: inherited(last!) })
  assert.deepEqual(
    after.reports.map(({ step }) => step),
    [4, 5],
  )
  for (const { value } of after.reports) assert.equal(value, before.reports.at(-1)!.value)
  assert.ok(after.result.state === 'complete')
  assert.equal(after.result.step, 4)
})

test('early stopping counts on over a resumption', async () => {
  const spec = { ...rich, epochs: 60, earlyStopping: { patience: 3 } }
  const whole = await train({ spec })
  assert.ok(whole.result.state === 'complete')
  assert.ok(whole.result.lastStep < 60)
  assert.equal(whole.result.lastStep - whole.result.step, 3)
  const at = whole.result.lastStep - 1
  const first = await train({ spec }, ({ step }) => (step === at ? 'release' : 'continue'))
  assert.ok(first.result.state === 'released')
  assert.deepEqual((await train({ spec, resume: first.result.checkpoint })).result, whole.result)
})

test('one epoch over a partial batch is what the formula gives', async () => {
  // y = w x + b by sgd, 10 samples in batches of 4, 4 and 2
  const line = curve(10, (x, noise) => 3 * x - 1 + noise, { mean: 0, deviation: 1 })
  const spec = {
    layers: [{ type: 'dense', units: 1 }],
    loss: 'meanSquaredError',
    optimizer: { type: 'sgd', learningRate: 0.1 },
    batchSize: 4,
    epochs: 1,
  }
  const objective = { metric: 'train.loss', direction: 'minimize' } as const
  const start = await train({ spec, data: line, objective }, () => 'continue')
  const order = createEpochOrders(1e6).get(1, { seed: 2, rows: 10, length: 12 })
  assert.ok(start.result.state === 'complete')
  const [kernel, bias] = decodeModel(start.result.model).weights.map(({ values }) => values[0]!)

  // the formula starts from the first weights, which a rate of 1e-30 leaves as they are
  const still = { ...spec, optimizer: { type: 'sgd', learningRate: 1e-30 } }
  const first = await train({ spec: still, data: line, objective })
  assert.ok(first.result.state === 'complete')
  let [w, b] = decodeModel(first.result.model).weights.map(({ values }) => values[0]!) as [
    number,
    number,
  ]
  let lossSum = 0
  for (const batch of [order.slice(0, 4), order.slice(4, 8), order.slice(8, 10)]) {
    let gradW = 0
    let gradB = 0
    for (const row of batch) {
      const x = line.train.x[row]!
      const error = w * x + b - line.train.y[row]!
      lossSum += error ** 2
      gradW += (2 * error * x) / batch.length
      gradB += (2 * error) / batch.length
    }
    w -= 0.1 * gradW
    b -= 0.1 * gradB
  }
  assert.ok(Math.abs(kernel! - w) < 1e-6 && Math.abs(bias! - b) < 1e-6, `${kernel} ${w}`)
  assert.ok(Math.abs(start.reports[0]!.train.loss! - lossSum / 10) < 1e-6)
})

test('a loss that is not finite ends the trial as diverged, with its epoch', async () => {
  const optimizer = { type: 'sgd', learningRate: 1e30 }
  const { result, reports } = await train({ spec: { ...rich, optimizer } })
  assert.deepEqual(result, { state: 'failed', reason: 'diverged', step: 1 })
  assert.deepEqual(reports, [])
})

test('a stopped trial gives its best epoch and no model', async () => {
  const { result, reports } = await train({}, ({ step }) => (step === 4 ? 'stop' : 'continue'))
  const best = Math.min(...reports.map(({ value }) => value))
  const step = 1 + reports.findIndex(({ value }) => value === best)
  assert.deepEqual(result, { state: 'stopped', step, value: best, lastStep: 4 })
})

test('a release after the last epoch is a complete trial', async () => {
  const { result } = await train({}, ({ step }) => (step === 6 ? 'release' : 'continue'))
  assert.equal(result.state, 'complete')
})

test('data that are already tensors give the same bits, and stay the caller’s', async () => {
  const uploaded = uploadData(tf, [data], undefined)
  const { result } = await train({ data: uploaded })
  assert.equal(uploaded.train.x.isDisposed, false)
  uploaded.dispose()
  assert.deepEqual(result, (await train({})).result)
})

test('an objective that is not among the metrics is refused by name', async () => {
  const objective = { metric: 'validation.rmse', direction: 'minimize' } as const
  await assert.rejects(train({ objective }), /validation\.rmse.*validation\.accuracy/)
})

const dollars = { mean: 180_000, deviation: 80_000 }

function regression(loss: string, epochs: number): object {
  return {
    layers: [
      { type: 'dense', units: 24, activation: 'tanh' },
      { type: 'dense', units: 'outputs' },
    ],
    loss,
    optimizer: { type: 'adam', learningRate: 0.02 },
    batchSize: 50,
    epochs,
  }
}

function rootMeanSquare(values: number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length)
}

test('metrics of a regression are in the target’s own units', async () => {
  const prices = curve(200, (x, noise) => 180_000 + 90_000 * x + 20_000 * noise, dollars)
  const spec = regression('meanSquaredError', 15)
  const { result, reports } = await train({ spec, data: prices })
  assert.ok(result.state === 'complete')
  const { y, x } = prices.validation
  const truth = Array.from(y, (value) => value * dollars.deviation + dollars.mean)
  const predictions = await predict(tf, decodeModel(result.model), x)
  const errors = predictions.map((p, row) => ('value' in p ? p.value - truth[row]! : Number.NaN))
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length
  const expected = {
    rmse: rootMeanSquare(errors),
    mae: errors.reduce((sum, error) => sum + Math.abs(error), 0) / errors.length,
    r2: 1 - (rootMeanSquare(errors) / rootMeanSquare(truth.map((value) => value - mean))) ** 2,
  }
  const reported = reports[result.step - 1]!.validation
  assert.deepEqual(Object.keys(reported), ['loss', 'rmse', 'mae', 'r2'])
  for (const [name, value] of Object.entries(expected)) {
    assert.ok(Math.abs(reported[name]! / value - 1) < 1e-4, `${name}: ${reported[name]}, ${value}`)
  }
  assert.ok(expected.r2 > 0.95, `r2 ${expected.r2}`)
})

test('gaussianNll learns where the noise is, and its nll is that of the own units', async () => {
  // uniform noise whose deviation is 5,000 on the left and 50,000 on the right
  const prices = curve(
    400,
    (x, noise) => 180_000 + (x < 0 ? 5_000 : 50_000) * Math.sqrt(12) * (noise - 0.5),
    dollars,
  )
  const spec = regression('gaussianNll', 60)
  const { result, reports } = await train({ spec, data: prices, isCalibrated: false })
  assert.ok(result.state === 'complete')
  const model = decodeModel(result.model)
  const [left, right] = await predict(tf, model, Float32Array.of(-0.6, 0.6))
  assert.ok(left && 'deviation' in left && right && 'deviation' in right)
  assert.ok(left.deviation! > 3_000 && left.deviation! < 10_000, `left ${left.deviation}`)
  assert.ok(right.deviation! > 35_000 && right.deviation! < 65_000, `right ${right.deviation}`)

  const predictions = await predict(tf, model, prices.validation.x)
  const nll = predictions.map((p, row) => {
    assert.ok('deviation' in p)
    const truth = prices.validation.y[row]! * dollars.deviation + dollars.mean
    const scaled = (truth - p.value) / p.deviation!
    return 0.5 * (Math.log(2 * Math.PI * p.deviation! ** 2) + scaled ** 2)
  })
  const mean = nll.reduce((sum, value) => sum + value, 0) / nll.length
  const reported = reports[result.step - 1]!.validation.nll!
  assert.ok(Math.abs(reported - mean) < 1e-3, `${reported}, ${mean}`)
})

test('images are resized for training and for predicting alike', async () => {
  // bright above or bright below, 8 × 6; the middle rows stay dark
  const rows = 60
  const images = (offset: number): PreparedData['train'] => ({
    x: Float32Array.from({ length: rows * 48 }, (_, at) => {
      const row = Math.floor(at / 48)
      const isAbove = at % 48 < 18
      const isBelow = at % 48 >= 30
      return ((row + offset) % 2 === 0 ? isAbove : isBelow) ? 1 : 0
    }),
    y: Int32Array.from({ length: rows }, (_, row) => (row + offset) % 2),
    rows,
  })
  const pictures: PreparedData = {
    ...data,
    inputShape: [8, 6, 1],
    classes: ['above', 'below'],
    train: images(0),
    validation: images(1),
  }
  const spec = {
    preprocess: { resize: [4, 4] },
    layers: [
      { type: 'conv2d', filters: 4, kernelSize: 3, activation: 'relu' },
      { type: 'flatten' },
      { type: 'dense', units: 'outputs' },
    ],
    loss: 'crossEntropy',
    optimizer: { type: 'adam', learningRate: 0.05 },
    batchSize: 16,
    epochs: 8,
  }
  const { result } = await train({ spec, data: pictures })
  assert.ok(result.state === 'complete')
  const model = decodeModel(result.model)
  assert.deepEqual(
    model.weights.map(({ key, shape }) => [key, shape]),
    [
      ['layers.0.kernel', [3, 3, 1, 4]],
      ['layers.0.bias', [4]],
      ['layers.2.kernel', [16, 2]],
      ['layers.2.bias', [2]],
    ],
  )
  const predictions = await predict(tf, model, pictures.validation.x.slice(0, 96))
  assert.deepEqual(
    predictions.map((prediction) => 'label' in prediction && prediction.label),
    ['below', 'above'],
  )
  await assert.rejects(predict(tf, model, new Float32Array(50)), /50 values/)
})

test('mape is refused where no target can be compared with, which is no divergence', async () => {
  const line = curve(10, (x) => x, { mean: 0, deviation: 1 })
  const zeros = { ...line.validation, y: new Float32Array(10), relative: new Float32Array(10) }
  const spec = {
    ...rich,
    loss: 'huber',
    layers: [{ type: 'dense', units: 'outputs' }],
  }
  const objective = { metric: 'validation.mape', direction: 'minimize' } as const
  const given = { spec, objective, data: { ...line, validation: zeros } }
  await assert.rejects(train(given), /mape divides errors by targets, but all targets of a fold/)
  const other = {
    ...given,
    objective: { metric: 'validation.mae', direction: 'minimize' } as const,
  }
  assert.equal((await train(other)).result.state, 'complete')
})
