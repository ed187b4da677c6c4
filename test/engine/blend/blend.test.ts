import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeBlend, decodeWeighted, encodeBlend } from '../../../src/engine/blend/blend.ts'
import { evaluateBlend } from '../../../src/engine/blend/evaluate-blend.ts'
import {
  decodeModel,
  encodeModel,
  evaluate,
  type TrainedModel,
} from '../../../src/engine/network/model.ts'
import { TrialSpec } from '../../../src/engine/spec.ts'
import { backend, refuseLeaks } from '../backend-under-test.ts'

refuseLeaks()
const { tf } = backend

const inputs: TrainedModel['inputs'] = {
  type: 'tensor',
  shape: [1],
  mean: 0,
  deviation: 1,
} as never

/** outputs = kernel · x + bias. */
function linear(
  loss: string,
  { kernel, bias, target }: { kernel: number[]; bias: number[]; target: TrainedModel['target'] },
): TrainedModel {
  const isClasses = target === null
  return {
    spec: TrialSpec.parse({
      layers: [{ type: 'dense', units: 'outputs' }],
      ...{ loss, optimizer: 'adam', batchSize: 1, epochs: 1 },
    }),
    task: isClasses ? 'classification' : 'regression',
    inputShape: [1],
    classes: isClasses ? ['no', 'yes'] : null,
    categorical: [],
    target,
    inputs,
    weights: [
      { key: 'layers.0.kernel', shape: [1, kernel.length], values: Float32Array.from(kernel) },
      { key: 'layers.0.bias', shape: [bias.length], values: Float32Array.from(bias) },
    ],
  }
}
const near = (found: number | undefined, expected: number) =>
  assert.ok(Math.abs(found! - expected) < 1e-4, `${found} is not ${expected}`)

const point = (kernel: number, bias: number, target = { mean: 0, deviation: 1 }) =>
  linear('meanSquaredError', { kernel: [kernel], bias: [bias], target })

test('a blend is read as it was written, and a model as one member', () => {
  const [a, b] = [point(1, 2), point(3, 4)]
  const members = [
    { weight: 0.25, model: a },
    { weight: 0.75, model: b },
  ]
  assert.deepEqual(decodeBlend(encodeBlend(members)), members)
  assert.deepEqual(decodeBlend(encodeModel(a)), [{ weight: 1, model: a }])
  const single = encodeBlend([{ weight: 1, model: a }])
  assert.deepEqual(decodeModel(single), a)
  assert.throws(() => decodeModel(encodeBlend(members)), /blend/)
})

test('blends inside others keep their share', () => {
  const [a, b] = [point(1, 2), point(3, 4)]
  const folds = encodeBlend([
    { weight: 0.5, model: a },
    { weight: 0.5, model: b },
  ])
  const members = decodeWeighted([
    { bytes: folds, weight: 3 },
    { bytes: encodeModel(b), weight: 1 },
  ])
  assert.deepEqual(
    members.map(({ weight }) => weight),
    [0.375, 0.375, 0.25],
  )
})

test('values are evaluated as the mean, in the target’s units, whatever each member’s scale', async () => {
  // predicts x and 3 · x; the rows have 2 · x + 1
  const x = Float32Array.of(1, 2, 3)
  const y = Float32Array.of(3, 5, 7)
  const other = { mean: 10, deviation: 2 }
  const inOther = y.map((value) => (value - other.mean) / other.deviation)
  const members = [
    { weight: 0.5, model: point(1, 0), split: { x, y, rows: 3 } },
    // 2 · (1.5 · x − 5) + 10
    { weight: 0.5, model: point(1.5, -5, other), split: { x, y: inOther, rows: 3 } },
  ]
  const { metrics } = await evaluateBlend(tf, members)
  near(metrics.rmse, 1)
  near(metrics.mae, 1)
  near(metrics.loss, 1)
})

test('likelihoods are those of the mixture, in the units of the target', async () => {
  const softplus = (deviation: number) => Math.log(Math.expm1(deviation ** 2))
  const normal = (mean: number, deviation: number, target = { mean: 0, deviation: 1 }) =>
    linear('gaussianNll', { kernel: [0, 0], bias: [mean, softplus(deviation)], target })
  const x = Float32Array.of(0)
  const members = [
    { weight: 0.25, model: normal(0, 1), split: { x, y: Float32Array.of(1), rows: 1 } },
    // N(4, 2): standardised by mean 2 and deviation 2, it is N(1, 1)
    {
      weight: 0.75,
      model: normal(1, 1, { mean: 2, deviation: 2 }),
      split: { x, y: Float32Array.of(-0.5), rows: 1 },
    },
  ]
  const { metrics } = await evaluateBlend(tf, members)
  const density = (value: number, mean: number, deviation: number) =>
    Math.exp(-(((value - mean) / deviation) ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI))
  near(metrics.loss, -Math.log(0.25 * density(1, 0, 1) + 0.75 * density(1, 4, 2)))
  near(metrics.rmse, 2)
})

test('classes are those of the mean of the probabilities', async () => {
  const sure = (logit: number) =>
    linear('crossEntropy', { kernel: [0, 0], bias: [0, logit], target: null })
  const split = { x: Float32Array.of(0), y: Int32Array.of(1), rows: 1 }
  // probabilities of yes: 0.9 and 0.2
  const [a, b] = [sure(Math.log(9)), sure(Math.log(0.25))]
  const { metrics, classes } = await evaluateBlend(tf, [
    { weight: 0.5, model: a, split },
    { weight: 0.5, model: b, split },
  ])
  near(metrics.loss, -Math.log(0.55))
  assert.equal(metrics.accuracy, 1)
  assert.deepEqual(classes?.hits, [0, 1])
  assert.deepEqual(
    (await evaluateBlend(tf, [{ weight: 1, model: b, split }])).metrics,
    (await evaluate(tf, b, split)).metrics,
  )
})
