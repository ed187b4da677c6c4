/** Ensembles inside one network: each member learns on its own, and the network predicts their mean. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { memberDense } from '../../../src/engine/layers/member-dense.ts'
import { combineMembers, memberLosses } from '../../../src/engine/losses/ensemble.ts'
import { losses } from '../../../src/engine/losses/index.ts'
import type { Loss } from '../../../src/engine/losses/loss.ts'
import { checkNetwork } from '../../../src/engine/network/check-network.ts'
import { initialWeights } from '../../../src/engine/network/initial-weights.ts'
import { buildNetwork } from '../../../src/engine/network/network.ts'
import { checked } from '../../../src/engine/spec.ts'
import { type Tensor, tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'
import { dense, graphs, runGroup as run } from '../run-group.ts'
import { circle, curve } from '../test-data.ts'
import { trainsAlike } from '../trains-alike.ts'

refuseLeaks()
after(() => graphs.dispose())

const ensemble = [
  { type: 'members', count: 4 },
  { type: 'memberDense', units: 6, activation: 'tanh' },
  { type: 'dropout', rate: 0.1 },
  { type: 'memberDense', units: 'outputs' },
]
const wave = curve(80, (x, noise) => Math.sin(3 * x) + 0.3 * noise, { mean: 0.1, deviation: 0.7 })

trainsAlike(
  'an ensemble of classifiers',
  [0.1, 0.3].map((labelSmoothing) => ({
    ...dense,
    layers: ensemble,
    loss: { type: 'crossEntropy', labelSmoothing },
    mixup: { alpha: 0.3 },
    classWeights: { in: 3 },
    averaging: 'ema',
  })),
  circle(90, 40),
)
for (const loss of ['meanSquaredError', 'gaussianNll'] as const) {
  trainsAlike(
    `an ensemble of regressions by ${loss}`,
    [
      { type: 'members', count: 4 },
      { type: 'members', count: 4, factors: 'normal' },
    ].map((first) => ({
      ...dense,
      layers: [
        first,
        { type: 'memberDense', units: 5, activation: 'tanh', l2: 0.01 },
        { type: 'residual', layers: [{ type: 'memberDense', units: 5, shared: false }] },
        { type: 'batchNorm' },
        { type: 'memberDense', units: 'outputs', learningRateFactor: 2 },
      ],
      loss,
    })),
    wave,
  )
}

/** Outputs of two rows: two members' and four. */
const outputsOf = (width: number) =>
  [2, 4].map((members) =>
    Array.from({ length: 2 * members * width }, (_, at) => 3 * Math.sin(1 + 5 * at * at)),
  )

for (const [name, loss] of Object.entries(losses) as [string, Loss][]) {
  for (const task of loss.tasks) {
    describe(`${name}, ${task}`, () => {
      const width = loss.outputs(task === 'classification' ? 3 : null)
      const targets = task === 'classification' ? [2, 0] : [0.5, -1]
      const options = loss.options.parse({})
      const context = (outputs: Tensor) => ({
        outputs,
        targets: tf.tensor2d([targets], [1, 2], task === 'classification' ? 'int32' : 'float32'),
        hyperparameters: Object.fromEntries(
          loss.hyperparameters.map((key) => [key, tf.tensor1d([options[key] as number])]),
        ),
        options,
        training: true,
      })

      for (const values of outputsOf(width)) {
        const members = values.length / 2 / width
        const ending = { loss, members }
        const all = () => tf.tensor4d(values, [1, 2, members, width])
        const each = () => tf.unstack(all(), 2)

        test(`the loss of ${members} members is the mean of theirs`, () => {
          const [together, apart] = tidy(tf, () => {
            const own = each().map((outputs) => loss.perSample(tf, context(outputs)))
            return [memberLosses(tf, ending, context(all())), tf.mean(tf.stack(own), 0)].map(
              (tensor) => [...tensor.dataSync()],
            )
          })
          assert.equal(together!.length, 2)
          for (const [row, value] of together!.entries()) {
            assert.ok(Math.abs(value - apart![row]!) < 1e-5 * Math.abs(value))
          }
        })

        test(`the prediction of ${members} members is the mean of theirs`, () => {
          tidy(tf, () => {
            const predicted = loss.predict(tf, combineMembers(tf, ending, all()))
            const own = each().map((outputs) => loss.predict(tf, outputs))
            const meanOf = (tensors: Tensor[]) => tf.mean(tf.stack(tensors), 0)
            const close = (a: Tensor, b: Tensor) => {
              const difference = tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!
              assert.ok(difference < 1e-5, `${difference}`)
            }
            if ('probabilities' in predicted) {
              if (name === 'crossEntropy') {
                const probabilities = own.map((one) => (one as typeof predicted).probabilities)
                close(predicted.probabilities, meanOf(probabilities))
              } else {
                // regressions of probabilities: their mean is bounded as one network's
                const mean = loss.predict(tf, meanOf(each()))
                close(predicted.probabilities, (mean as typeof predicted).probabilities)
              }
              return
            }
            const means = own.map((one) => (one as typeof predicted).mean)
            close(predicted.mean, meanOf(means))
            if (!predicted.deviation) return
            // E[x²] of a mixture is the mean of σ² + μ²
            const squares = own.map((one) => {
              const { mean, deviation } = one as typeof predicted
              return tf.add(tf.square(deviation!), tf.square(mean))
            })
            const variance = tf.sub(meanOf(squares), tf.square(meanOf(means)))
            close(predicted.deviation, tf.sqrt(variance))
          })
        })
      }

      test('members that agree predict as one of them does', () => {
        tidy(tf, () => {
          const one = tf.tensor3d(outputsOf(width)[0]!.slice(0, 2 * width), [1, 2, width])
          const alike = tf.tile(tf.expandDims(one, 2), [1, 1, 3, 1])
          const both = [one, combineMembers(tf, { loss, members: 3 }, alike)].map((outputs) =>
            loss.perSample(tf, { ...context(outputs), training: false }).dataSync(),
          )
          for (const [row, value] of both[0]!.entries()) {
            assert.ok(Math.abs(value - both[1]![row]!) < 1e-4 * Math.max(1, Math.abs(value)))
          }
        })
      })
    })
  }
}

test('a member is a dense layer whose kernel its factors scale', () => {
  const [x, kernel] = [
    [0.5, -2],
    [1, 2, 3, 4, 5, 6],
  ]
  const [inputs, outputs, bias] = [
    [1, -1, 2, 0.5],
    [1, 1, 1, 3, -1, 0.5],
    [0, 1, 2, 3, 4, 5],
  ]
  const values = tidy(tf, () => {
    const { y } = memberDense.apply(tf, {
      context: { outputs: 1, categorical: [] },
      x: tf.tensor4d([...x, ...x], [1, 1, 2, 2]),
      weights: {
        kernel: tf.tensor3d(kernel, [1, 2, 3]),
        inputFactors: tf.tensor3d(inputs, [1, 2, 2]),
        outputFactors: tf.tensor3d(outputs, [1, 2, 3]),
        bias: tf.tensor3d(bias, [1, 2, 3]),
      },
      options: memberDense.options.parse({ units: 3 }),
      hyperparameters: {},
      training: true,
      mask: tf.ones([1, 1]),
      noise: () => assert.fail('no noise is needed'),
    })
    return [...y.dataSync()]
  })
  const expected = [0, 1].flatMap((member) =>
    [0, 1, 2].map((unit) => {
      const sum = [0, 1].reduce(
        (total, at) => total + x[at]! * inputs[2 * member + at]! * kernel[3 * at + unit]!,
        0,
      )
      return sum * outputs[3 * member + unit]! + bias[3 * member + unit]!
    }),
  )
  assert.deepEqual(values, expected)
})

test('members begin apart, by random signs of their inputs or normal factors', () => {
  for (const factors of ['signs', 'normal']) {
    const layers = [{ type: 'members', count: 64, factors }, ...ensemble.slice(1)]
    const network = buildNetwork(checked({ ...dense, layers }), circle(1, 1))
    const drawn = initialWeights(network, 1).weights.subarray(0, 128)
    const mean = drawn.reduce((sum, value) => sum + value, 0) / 128
    // five standard errors
    assert.ok(Math.abs(mean) < 5 / Math.sqrt(128), `${mean}`)
    assert.equal(
      drawn.every((value) => Math.abs(value) === 1),
      factors === 'signs',
    )
  }
})

test('an ensemble validates by its mean prediction, and trains by its members', async () => {
  const spec = { ...dense, layers: ensemble.filter(({ type }) => type !== 'dropout') }
  const still = { ...spec, optimizer: { type: 'sgd', learningRate: 1e-30 }, epochs: 1 }
  const data = circle(90, 40)
  const { reports } = await run({
    specs: [still],
    data: { ...data, validation: data.train },
  })
  const { train, validation } = reports[0]![0]!
  // Jensen's inequality: the loss of the mean is below the mean of the losses
  assert.ok(validation.loss! < train.loss! - 1e-4, `${validation.loss}, ${train.loss}`)
  assert.equal(validation.accuracy, train.accuracy)
})

test('a network of members that is put together wrongly says how to end it', () => {
  const faultOf = (layers: object[]) =>
    checkNetwork(checked({ ...dense, layers }), circle(1, 1)).faults
  assert.deepEqual(faultOf(ensemble), [])
  for (const [layers, path, detail] of [
    [
      [{ type: 'memberDense', units: 'outputs' }],
      ['layers', 0, 'type'],
      /begin the ensemble with a members layer/,
    ],
    [
      [...ensemble.slice(0, 3), { type: 'memberDense', units: 3 }],
      ['layers', 3, 'units'],
      /needs \[2\]: set units to "outputs"/,
    ],
    [
      [...ensemble, { type: 'activation', activation: 'relu' }],
      ['layers', 4],
      /ends in \[4, 2\], but crossEntropy needs \[2\].*memberDense/,
    ],
    [
      [ensemble[0]!, ensemble[0]!],
      ['layers', 1, 'type'],
      /members needs one axis, but its input is \[4, 2\]/,
    ],
  ] as const) {
    const [fault] = faultOf([...layers])
    assert.deepEqual(fault!.path, path)
    assert.match(fault!.detail, detail)
  }
})
