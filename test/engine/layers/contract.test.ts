/** What must hold for every layer of the registry. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { statelessUniform } from '../../../src/engine/kernels/stateless-uniform.ts'
import { layers } from '../../../src/engine/layers/index.ts'
import type { Layer } from '../../../src/engine/layers/layer.ts'
import { initialValues } from '../../../src/engine/network/initializers.ts'
import { sizeOf, type Tensor, tidy } from '../../../src/engine/tensorflow.ts'
import { fileOf, mirrorOf } from '../../support/registry.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'
import { assertGradients, spacedValues } from '../numeric-gradient.ts'

const batch = 4
const lanes = 2
const context = { outputs: 2, categorical: [] }

function assertClose(actual: Tensor, expected: Tensor): void {
  assert.deepEqual(actual.shape, expected.shape)
  const difference = tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]!
  assert.ok(difference < 1e-5, `${difference}`)
}

refuseLeaks()

interface NumberSchema {
  type?: string
  anyOf?: NumberSchema[]
}
for (const [name, layer] of Object.entries(layers) as [keyof typeof layers, Layer][]) {
  describe(name, () => {
    test('its options have a JSON Schema, and its hyperparameters are numbers among them', () => {
      const schema = z.toJSONSchema(layer.options, { io: 'input' })
      assert.equal(schema.type, 'object')
      assert.equal(schema.additionalProperties, false)
      for (const hyperparameter of layer.hyperparameters) {
        const { type, anyOf = [] } = schema.properties![hyperparameter] as NumberSchema
        // where it can be something else too, that is part of the shape
        const types = [type, ...anyOf.map((one) => one.type)]
        assert.ok(types.includes('number'), `${hyperparameter}: ${types}`)
      }
    })

    test('is tried', () => {
      const own = mirrorOf(fileOf('src/engine/layers', name))
      const advice = `give "examples" in ${fileOf('src/engine/layers', name)}, or write ${own}`
      assert.ok(layer.examples.length > 0 || existsSync(own), advice)
    })

    for (const example of layer.examples) {
      const options = layer.options.parse(example.options)
      const { inputShape } = example
      const inferred = layer.outputShape(inputShape, options, context)
      const parameters = layer.parameters(inputShape, options, context)
      const title = `${JSON.stringify(example.options)} of [${inputShape}]`

      const apply = (x: Tensor, weights: Tensor[], training: boolean) =>
        layer.apply(tf, {
          x,
          weights: Object.fromEntries(parameters.map((p, index) => [p.name, weights[index]!])),
          options,
          context,
          hyperparameters: Object.fromEntries(
            layer.hyperparameters.map((key) => [
              key,
              tf.fill([x.shape[0]!], options[key] as number),
            ]),
          ),
          training,
          mask: tf.tensor2d([[1, 1, 1, 0]]),
          noise: (shape) =>
            tf.tile(tf.expandDims(statelessUniform(tf, tf.tensor1d([1, 2], 'int32'), shape), 0), [
              x.shape[0]!,
              ...shape.map(() => 1),
            ]),
        })
      const xShape = [lanes, batch, ...inputShape]
      const inputs = [
        { values: spacedValues(sizeOf(xShape), 1), shape: xShape },
        ...parameters.map(({ shape, initializer }, stream) => {
          const drawn = { seed: 2, purpose: 'weights', stream } as const
          // each lane its own, constants too
          const values = initialValues(initializer, [lanes, ...shape], drawn).map(
            (value, at) => value + 0.1 * Math.floor(at / sizeOf(shape)),
          )
          return { values, shape: [lanes, ...shape] }
        }),
      ]

      for (const training of [true, false]) {
        test(`${title}: ${training ? 'training' : 'predicting'} gives the inferred shape`, () => {
          assert.ok('shape' in inferred)
          tidy(tf, () => {
            const [x, ...weights] = inputs.map(({ values, shape }) => tf.tensor(values, shape))
            const { y, updates = {} } = apply(x!, weights, training)
            assert.deepEqual(y.shape, [lanes, batch, ...inferred.shape])
            for (const { name: key, shape, trainable } of parameters) {
              assert.equal(key in updates, training && !trainable)
              if (key in updates) assert.deepEqual(updates[key]!.shape, [lanes, ...shape])
            }
          })
        })

        test(`${title}: ${training ? 'training' : 'predicting'}, each lane gives what it gives alone`, () => {
          tidy(tf, () => {
            const all = inputs.map(({ values, shape }) => tf.tensor(values, shape))
            const alone = (of: Tensor[], lane: number) =>
              of.map((tensor) => tf.slice(tensor, [lane], [1]))
            const together = apply(all[0]!, all.slice(1), training).y
            // the first layer's samples are shared by all lanes
            const [shared, ...weights] = [tf.slice(all[0]!, [0], [1]), ...all.slice(1)]
            const overShared = apply(shared!, weights, training).y
            for (let lane = 0; lane < lanes; lane++) {
              const own = alone(all, lane)
              assertClose(alone([together], lane)[0]!, apply(own[0]!, own.slice(1), training).y)
              const of = overShared.shape[0] === 1 ? 0 : lane
              assertClose(alone([overShared], of)[0]!, apply(shared!, own.slice(1), training).y)
            }
          })
        })

        test(`${title}: ${training ? 'training' : 'predicting'} has the gradient of its differences`, () => {
          // statistics take part only in predicting, and are never trained
          const isGiven = [true, ...parameters.map(({ trainable }) => trainable || !training)]
          const free = inputs.filter((_, index) => isGiven[index])
          assertGradients((given) => {
            const left = [...given]
            const all = inputs.map(({ values, shape }, index) =>
              isGiven[index] ? left.shift()! : tf.tensor(values, shape),
            )
            return apply(all[0]!, all.slice(1), training).y
          }, free)
        })
      }
    }
  })
}
