/** Options that only say how weights begin are no part of a shape: each lane begins as its own trial says. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { decodeModel } from '../../src/engine/network/model.ts'
import { refuseLeaks } from '../engine/backend-under-test.ts'
import { dense, graphs, runGroup as run } from '../engine/run-group.ts'
import { circle } from '../engine/test-data.ts'

refuseLeaks()
after(() => graphs.dispose())

const still = {
  ...dense,
  optimizer: { type: 'sgd', learningRate: 1e-30 },
  batchSize: 90,
  epochs: 1,
}
const withStart = (kernel: object, share: object) => ({
  ...still,
  layers: [
    { type: 'dense', units: 3, ...kernel },
    { type: 'parametricActivation', activation: 'tanh', ...share },
    { type: 'residual', layers: [{ type: 'dense', units: 3, ...kernel }] },
    { type: 'dense', units: 'outputs' },
  ],
})

/** The first weights of all lanes. The one update changes only zeros, by less than 1e-20, and not to the same bits. */
async function begun(specs: readonly object[], seed: number): Promise<Float32Array[][]> {
  const { results } = await run({ specs: [...specs], seed, data: circle(90, 40) })
  return results.map((result) => {
    assert.ok(result.state === 'complete')
    return decodeModel(result.model).weights.map(({ values }) =>
      values.map((value) => (Math.abs(value) < 1e-20 ? 0 : value)),
    )
  })
}

const initializers = [{}, { kernelInitializer: 'zeros' }, { kernelInitializer: 'heNormal' }]
const shares = [{ share: 1 }, { share: 0.5 }, {}]
for (const [title, specs] of [
  ['initializers', initializers.map((kernel) => withStart(kernel, {}))],
  ['initial shares', shares.map((share) => withStart({}, share))],
  ['both', shares.map((share, at) => withStart(initializers[at]!, share))],
] as const) {
  test(`lanes of different ${title} begin as alone`, async () => {
    const together = await begun(specs, 11)
    for (const [lane, spec] of specs.entries()) {
      const [alone] = await begun([spec], 11 + lane)
      assert.deepEqual(together[lane], alone)
    }
  })
}
