/** What must hold for every loss of the registry. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { losses } from '../../../src/engine/losses/index.ts'
import type { Loss } from '../../../src/engine/losses/loss.ts'
import { type Tensor, tidy } from '../../../src/engine/tensorflow.ts'
import { fileOf, mirrorOf } from '../../support/registry.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'
import { assertGradients, spacedValues } from '../numeric-gradient.ts'

const lanes = 2
const batch = 5
const classCount = 3
const values = [0.31, -1.17, 0.03, 1.9, -0.42]
const labels = [0, 2, 1, 1, 0]

refuseLeaks()
const cases = (Object.entries(losses) as [keyof typeof losses, Loss][]).flatMap(([name, loss]) =>
  loss.tasks.map((task) => ({ name, loss, task })),
)
for (const { name, loss, task } of cases) {
  describe(`${name} of a ${task}`, () => {
    const options = loss.options.parse({})
    const isClasses = task === 'classification'
    const width = loss.outputs(isClasses ? classCount : null)
    const outputs = { values: spacedValues(lanes * batch * width, 4), shape: [lanes, batch, width] }
    const perSample = (given: Tensor) =>
      loss.perSample(tf, {
        outputs: given,
        // shared by the lanes
        targets: isClasses ? tf.tensor2d([labels], [1, batch], 'int32') : tf.tensor2d([values]),
        options,
        training: true,
        hyperparameters: Object.fromEntries(
          loss.hyperparameters.map((key) => [key, tf.fill([lanes], options[key] as number)]),
        ),
      })

    test('its options have a JSON Schema', () => {
      assert.equal(z.toJSONSchema(loss.options, { io: 'input' }).additionalProperties, false)
    })

    test('is compared with its formula', () => {
      const own = mirrorOf(fileOf('src/engine/losses', name))
      assert.ok(existsSync(own), `write ${own}, with isFormula of ./formula.ts`)
    })

    test('has the gradient of its differences', () => {
      assertGradients(([given]) => perSample(given!), [outputs])
    })

    test('predicts one thing for each row', () => {
      tidy(tf, () => {
        const predicted = loss.predict(tf, tf.tensor(outputs.values, outputs.shape))
        if ('probabilities' in predicted) {
          assert.deepEqual(predicted.probabilities.shape, [lanes, batch, classCount])
          const sums = tf.sum(predicted.probabilities, 2).dataSync()
          assert.ok(sums.every((sum) => Math.abs(sum - 1) < 1e-6))
        } else {
          assert.deepEqual(predicted.mean.shape, [lanes, batch])
          assert.equal(predicted.deviation !== null, loss.isLikelihood)
          assert.ok(predicted.deviation?.dataSync().every((deviation) => deviation > 0) ?? true)
        }
      })
    })
  })
}
