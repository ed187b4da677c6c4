import assert from 'node:assert/strict'
import test from 'node:test'
import { emptyWeights, initialWeights } from '../../../src/engine/network/initial-weights.ts'
import { buildNetwork } from '../../../src/engine/network/network.ts'
import { uniforms } from '../../../src/engine/rng.ts'
import { checked } from '../../../src/engine/spec.ts'

const network = buildNetwork(
  checked({
    layers: [{ type: 'dense', units: 3 }, { type: 'batchNorm' }, { type: 'dense', units: 1 }],
    loss: 'meanSquaredError',
    optimizer: 'sgd',
    batchSize: 4,
    epochs: 1,
  }),
  { task: 'regression', inputShape: [2], classes: null, categorical: [] },
)

test('lanes drawn into one array have the weights that each has alone', () => {
  const seeds = [5, 6, 2 ** 33 + 5]
  const into = emptyWeights(network, seeds.length)
  for (const [lane, seed] of seeds.entries()) {
    initialWeights(network, seed, undefined, { into, lane })
  }
  const alone = seeds.map((seed) => initialWeights(network, seed))
  assert.deepEqual(
    [...into.weights],
    alone.flatMap(({ weights }) => [...weights]),
  )
  assert.deepEqual(
    [...into.statistics],
    alone.flatMap(({ statistics }) => [...statistics]),
  )
  assert.notDeepEqual(alone[0]!.weights, alone[1]!.weights)
})

test('a kernel is drawn from the stream of its place, within the limit of Glorot', () => {
  const { weights } = initialWeights(network, 5)
  const drawn = uniforms({ seed: 5, purpose: 'weights', stream: 0 }, 6)
  const limit = Math.sqrt(6 / (2 + 3))
  assert.deepEqual(
    [...weights.subarray(0, 6)],
    [...drawn].map((u) => Math.fround((2 * u - 1) * limit)),
  )
})
