import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activations } from '../../../src/engine/network/activations.ts'
import { tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'

refuseLeaks()

// closed forms at −1, 0.5 and 1
const expected = {
  selu: [-1.1113307378, 0.5253504937, 1.0507009874],
  mish: [-0.3034014613, 0.3752452314, 0.8650983883],
  silu: [-0.2689414214, 0.3112296656, 0.7310585786],
} as const

for (const [name, values] of Object.entries(expected)) {
  test(`${name} has the values of its formula`, () => {
    const given = tidy(tf, () =>
      activations[name as keyof typeof expected].apply(tf, tf.tensor1d([-1, 0.5, 1])).dataSync(),
    )
    for (const [at, value] of values.entries()) {
      assert.ok(Math.abs(given[at]! - value) < 1e-6, `${given[at]}, not ${value}`)
    }
  })
}
