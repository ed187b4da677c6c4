import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { parametricActivation } from '../../../src/engine/layers/parametric-activation.ts'
import { activationNames, activations } from '../../../src/engine/network/activations.ts'
import { initialWeights } from '../../../src/engine/network/initial-weights.ts'
import { buildNetwork } from '../../../src/engine/network/network.ts'
import { checked } from '../../../src/engine/spec.ts'
import { tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'
import { dense, graphs } from '../run-group.ts'
import { circle } from '../test-data.ts'
import { trainsAlike } from '../trains-alike.ts'

refuseLeaks()
after(() => graphs.dispose())

type Bending = Exclude<(typeof activationNames)[number], 'linear'>
const bending = activationNames.filter((name): name is Bending => name !== 'linear')

/** One sample of two channels. */
function apply(activation: Bending, share: number[], x: number[]): Float32Array {
  return tidy(tf, () => {
    const { y } = parametricActivation.apply(tf, {
      context: { outputs: 1, categorical: [] },
      x: tf.tensor3d(x, [1, 1, 2]),
      weights: { share: tf.tensor2d([share]) },
      options: { activation, share: 1 },
      hyperparameters: {},
      training: true,
      mask: tf.ones([1, 1]),
      noise: () => assert.fail('no noise is needed'),
    })
    return y.dataSync() as Float32Array
  })
}

test('with relu it is PReLU, of slope 1 − share in each channel', () => {
  assert.deepEqual([...apply('relu', [0.75, 0.5], [-4, -4])], [-1, -2])
  assert.deepEqual([...apply('relu', [0.75, 0.5], [4, 3])], [4, 3])
})

for (const name of bending) {
  test(`${name}: a share of 1 is the activation, of 0 none`, () => {
    const plain = tidy(tf, () => activations[name].apply(tf, tf.tensor1d([-1.5, 2])).dataSync())
    for (const [at, value] of apply(name, [1, 1], [-1.5, 2]).entries()) {
      assert.ok(Math.abs(value - plain[at]!) < 1e-6)
    }
    assert.deepEqual([...apply(name, [0, 0], [-1.5, 2])], [-1.5, 2])
  })
}

const layers = (share: number) => [
  { type: 'scaling', learningRateFactor: 6 },
  { type: 'dense', units: 8 },
  { type: 'parametricActivation', activation: 'mish', share, learningRateFactor: 0.1 },
  { type: 'dense', units: 'outputs' },
]

test('shares begin as the option says, in whatever network', () => {
  for (const share of [1, 0.75, 0]) {
    const network = buildNetwork(checked({ ...dense, layers: layers(share) }), circle(1, 1))
    const { weights } = initialWeights(network, 1)
    // 2 factors, 2 · 8 weights and 8 biases before it
    assert.ok(weights.slice(26, 34).every((value) => value === share))
  }
})

trainsAlike(
  'learned shares and factors',
  [1, 0.5].map((share) => ({ ...dense, layers: layers(share) })),
  circle(90, 40),
)
