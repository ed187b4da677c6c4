/** Factors of the learning rate, of layers and biases. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { shapeKey } from '../../../src/engine/group/shape-key.ts'
import { decodeModel } from '../../../src/engine/network/model.ts'
import { checked, parseTrialSpec } from '../../../src/engine/spec.ts'
import { refuseLeaks } from '../backend-under-test.ts'
import { graphs, runGroup as run } from '../run-group.ts'
import { circle } from '../test-data.ts'
import { trainsAlike } from '../trains-alike.ts'

refuseLeaks()
after(() => graphs.dispose())

/** Two dense layers about a batchNorm. */
const network = (factors: (number | undefined)[], optimizer: object) => ({
  layers: [
    { type: 'dense', units: 5, activation: 'tanh' },
    { type: 'batchNorm' },
    { type: 'dense', units: 'outputs' },
  ].map((layer, at) =>
    factors[at] === undefined ? layer : { ...layer, learningRateFactor: factors[at] },
  ),
  loss: 'crossEntropy',
  optimizer,
  batchSize: 90,
  epochs: 1,
})
const plain = [undefined, undefined, undefined]

/** How far one update moves each parameter. */
async function moved(spec: ReturnType<typeof network>): Promise<Record<string, number[]>> {
  const still = { ...spec, optimizer: { type: 'sgd', learningRate: 1e-30 } }
  const [before, behind] = [await run({ specs: [still] }), await run({ specs: [spec] })].map(
    ({ results: [result] }) => {
      assert.ok(result?.state === 'complete')
      return decodeModel(result.model).weights
    },
  )
  return Object.fromEntries(
    behind!.map(({ key, values }, at) => [
      key,
      Array.from(values, (value, index) => value - before![at]!.values[index]!),
    ]),
  )
}

const isClose = (a: number, b: number) => Math.abs(a - b) < 1e-6 + 1e-4 * Math.abs(b)

for (const optimizer of [
  { type: 'sgd', learningRate: 0.5 },
  { type: 'adamw', learningRate: 0.05, weightDecay: 0.5 },
  { type: 'lion', learningRate: 0.02, weightDecay: 0.1 },
]) {
  describe(optimizer.type, () => {
    test('each parameter moves by the factors of its layer and of biases', async () => {
      const whole = await moved(network(plain, optimizer))
      const scaled = await moved(network([3, 0.5, 0.25], { ...optimizer, biasFactor: 0.1 }))
      const factors: Record<string, number> = {
        'layers.0.kernel': 3,
        'layers.0.bias': 3 * 0.1,
        'layers.1.gamma': 0.5,
        'layers.1.beta': 0.5,
        'layers.1.movingMean': 1, // a statistic
        'layers.1.movingVariance': 1,
        'layers.2.kernel': 0.25,
        'layers.2.bias': 0.25 * 0.1,
      }
      assert.deepEqual(Object.keys(scaled), Object.keys(factors))
      for (const [key, values] of Object.entries(scaled)) {
        for (const [index, value] of values.entries()) {
          const expected = whole[key]![index]! * factors[key]!
          assert.ok(isClose(value, expected), `${key}: ${value}, not ${expected}`)
        }
      }
    })

    test('one factor for all is another learning rate', async () => {
      const tenth = { ...optimizer, learningRate: optimizer.learningRate / 10 }
      const slow = await moved(network(plain, tenth))
      const scaled = await moved(network([0.1, 0.1, 0.1], optimizer))
      for (const [key, values] of Object.entries(scaled)) {
        assert.ok(
          values.every((value, index) => isClose(value, slow[key]![index]!)),
          key,
        )
      }
    })
  })
}

test('a factor of 0 leaves the weights of its layer as they began, to the bit', async () => {
  const frozen = await moved(network([0], { type: 'adamw', learningRate: 0.1 }))
  assert.ok(frozen['layers.0.kernel']!.every((by) => by === 0))
  assert.ok(frozen['layers.2.kernel']!.some((by) => by !== 0))
})

const trained = (factors: (number | undefined)[], biasFactor: number) => ({
  ...network(factors, { type: 'nadam', learningRate: 0.02, biasFactor }),
  batchSize: 16,
  epochs: 4,
})
trainsAlike(
  'factors of layers and biases',
  [trained([2, 0.5], 0.1), trained([0.3, 1, 2], 1.5), trained([], 0)],
  circle(90, 40),
)

test('trials of other factors share a shape, which is another one than without', () => {
  const keyOf = (factors: (number | undefined)[], optimizer: object = { type: 'adam' }) =>
    shapeKey(checked(network(factors, optimizer)))
  assert.equal(keyOf([2]), keyOf([0.1, 3, 4]))
  assert.equal(keyOf([2]), keyOf(plain, { type: 'adam', biasFactor: 0.1 }))
  assert.equal(keyOf([1, 1, 1], { type: 'adam', biasFactor: 1 }), keyOf(plain))
  assert.notEqual(keyOf([2]), keyOf(plain))
})

test('a layer without weights has no factor, and a negative one is refused', () => {
  const withLayer = (layer: object) =>
    parseTrialSpec({ ...network(plain, { type: 'adam' }), layers: [layer] })
  for (const [layer, path] of [
    [{ type: 'flatten', learningRateFactor: 2 }, ['layers', 0, 'learningRateFactor']],
    [{ type: 'dense', units: 2, learningRateFactor: -1 }, ['layers', 0, 'learningRateFactor']],
  ] as const) {
    const parsed = withLayer(layer)
    assert.ok('faults' in parsed)
    assert.deepEqual(parsed.faults[0]!.path, path)
  }
})
