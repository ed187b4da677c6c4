/** What changes training but not the network: clipping, mixtures, smoothing, penalties, schedules; compiled and laned. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { stepHyperparameters } from '../../src/engine/epochs/step-hyperparameters.ts'
import { decodeModel } from '../../src/engine/network/model.ts'
import { checked } from '../../src/engine/spec.ts'
import { backend, refuseLeaks } from './backend-under-test.ts'
import { graphs, runGroup as run } from './run-group.ts'
import { circle, images } from './test-data.ts'

refuseLeaks()
after(() => graphs.dispose())

const hasNative = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'
const linear = {
  layers: [{ type: 'dense', units: 'outputs' }],
  loss: 'crossEntropy',
  optimizer: { type: 'sgd', learningRate: 0.5 },
  batchSize: 30,
  epochs: 1,
}
const data = circle(90, 40)

/** Length of what training moved the weights by. */
async function moved(spec: object): Promise<number> {
  const still = { ...spec, optimizer: { type: 'sgd', learningRate: 1e-30 } }
  const [before, behind] = await Promise.all([
    run({ specs: [still], data }),
    run({ specs: [spec], data }),
  ])
  const weights = [before, behind].map(({ results }) => {
    const [result] = results
    assert.ok(result?.state === 'complete')
    return decodeModel(result.model).weights.flatMap(({ values }) => [...values])
  })
  return Math.hypot(...weights[1]!.map((value, at) => value - weights[0]![at]!))
}

test('clipNorm bounds the length of an update', async () => {
  const whole = { ...linear, batchSize: 90 }
  const free = await moved(whole)
  assert.ok(free > 0.05)
  const clipped = await moved({ ...whole, clipNorm: 0.01 })
  assert.ok(Math.abs(clipped - 0.5 * 0.01) < 1e-4, `${clipped}`)
  assert.ok(Math.abs((await moved({ ...whole, clipNorm: 100 })) - free) < 1e-6)
})

test('an L2 penalty shrinks weights as its gradient says, and is no part of the reported loss', async () => {
  const layers = [{ type: 'dense', units: 'outputs', l2: 0.3 }]
  const [plain] = (await run({ specs: [linear], data })).results
  const penalised = await run({ specs: [{ ...linear, layers, batchSize: 90 }], data })
  const once = await run({ specs: [{ ...linear, batchSize: 90 }], data })
  assert.equal(penalised.reports[0]![0]!.train.loss, once.reports[0]![0]!.train.loss)
  assert.ok(plain?.state === 'complete')
  const kernels = [once, penalised].map(({ results }) => {
    const [result] = results
    assert.ok(result?.state === 'complete')
    return [...decodeModel(result.model).weights[0]!.values]
  })
  const start = await run({
    specs: [{ ...linear, batchSize: 90, optimizer: { type: 'sgd', learningRate: 1e-30 } }],
    data,
  })
  const [begun] = start.results
  assert.ok(begun?.state === 'complete')
  const first = [...decodeModel(begun.model).weights[0]!.values]
  for (const [at, weight] of first.entries()) {
    const difference = kernels[1]![at]! - kernels[0]![at]!
    assert.ok(Math.abs(difference - -0.5 * 2 * 0.3 * weight) < 1e-5)
  }
})

test('label smoothing raises the loss of training, not the one of validation', async () => {
  const smooth = { ...linear, batchSize: 90, loss: { type: 'crossEntropy', labelSmoothing: 0.2 } }
  const still = { type: 'sgd', learningRate: 1e-30 }
  const [plain] = (await run({ specs: [{ ...linear, batchSize: 90, optimizer: still }], data }))
    .reports
  const [smoothed] = (await run({ specs: [{ ...smooth, optimizer: still }], data })).reports
  assert.equal(smoothed![0]!.validation.loss, plain![0]!.validation.loss)
  assert.notEqual(smoothed![0]!.train.loss, plain![0]!.train.loss)
})

test('numbers follow the schedule, and mixtures their seed', () => {
  const spec = checked({
    ...linear,
    epochs: 4,
    schedule: { type: 'step', epochs: 2, factor: 0.1 },
    mixup: { alpha: 0.3 },
  })
  const at = (update: number, seed = 1) =>
    stepHyperparameters(spec, { seed, update, updatesPerEpoch: 3 })
  assert.equal(at(6).learningRate, 0.5)
  assert.ok(Math.abs(at(7).learningRate! - 0.05) < 1e-12)
  assert.deepEqual(at(5), at(5))
  assert.notEqual(at(5).mixup, at(5, 2).mixup)
  const shares = Array.from({ length: 2000 }, (_, update) => at(update + 1).mixup!)
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
  // Beta(0.3, 0.3) has deviation 0.395: five deviations of the mean
  assert.ok(Math.abs(mean - 0.5) < 0.045, `${mean}`)
  const spread = shares.reduce((sum, share) => sum + (share - 0.5) ** 2, 0) / shares.length
  assert.ok(Math.abs(spread - 0.25 / 1.6) < 0.01, `${spread}`)
})

const rich = {
  layers: [
    { type: 'augment', shift: 0.1, rotation: 15, scale: 0.1, shear: 5, flip: 'horizontal' },
    { type: 'conv2d', filters: 3, kernelSize: 3, padding: 'same', activation: 'tanh', l1: 0.001 },
    {
      type: 'residual',
      layers: [
        { type: 'layerNorm' },
        { type: 'separableConv2d', filters: 3, kernelSize: 3, padding: 'same', l2: 0.01 },
        { type: 'dropout', rate: 0.1 },
      ],
    },
    { type: 'depthwiseConv2d', kernelSize: 2, activation: 'sigmoid' },
    { type: 'flatten' },
    { type: 'dense', units: 'outputs', kernelInitializer: 'heNormal' },
  ],
  loss: { type: 'crossEntropy', labelSmoothing: 0.1 },
  optimizer: { type: 'nadam', learningRate: 0.01 },
  schedule: { type: 'oneCycle' },
  clipNorm: 1,
  mixup: { alpha: 0.4 },
  batchSize: 10,
  epochs: 4,
}

test('all of it at once: compiled as op by op, lanes as alone', { skip: hasNative }, async () => {
  const pictures = images(35, 12)
  const specs = [rich, { ...rich, clipNorm: 0.5, mixup: { alpha: 1 } }]
  const together = await run({ specs, data: pictures })
  for (const lane of [0, 1]) {
    const alone = await run({
      specs: [specs[lane]!, specs[lane]!],
      data: pictures,
      execution: 'eager',
      decide: (at) => (at === lane ? 'continue' : 'stop'),
    })
    for (const [epoch, report] of together.reports[lane]!.entries()) {
      const expected = alone.reports[lane]![epoch]!.validation.loss!
      const ratio = report.validation.loss! / expected
      assert.ok(Math.abs(ratio - 1) < 2e-5, `lane ${lane}, epoch ${epoch + 1}: ${ratio}`)
    }
  }
})

test('sequences: convolution, pooling and recurrent layers train compiled', {
  skip: hasNative,
}, async () => {
  const spec = {
    ...linear,
    layers: [
      { type: 'conv1d', filters: 4, kernelSize: 3, padding: 'same', activation: 'tanh' },
      { type: 'maxPool1d' },
      { type: 'lstm', units: 3, returnSequences: true },
      { type: 'gru', units: 4 },
      { type: 'dense', units: 'outputs' },
    ],
    epochs: 3,
  }
  const sequences = { ...images(35, 12), inputShape: [6, 5] }
  const compiled = await run({ specs: [spec, spec], data: sequences })
  const eager = await run({ specs: [spec, spec], data: sequences, execution: 'eager' })
  for (const [epoch, { validation }] of compiled.reports[1]!.entries()) {
    const ratio = validation.loss! / eager.reports[1]![epoch]!.validation.loss!
    assert.ok(Math.abs(ratio - 1) < 2e-5, `epoch ${epoch + 1}: ${ratio}`)
  }
})
