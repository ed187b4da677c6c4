import assert from 'node:assert/strict'
import { test } from 'node:test'
import { losses } from '../../../src/engine/losses/index.ts'
import { tidy } from '../../../src/engine/tensorflow.ts'
import { tf } from '../backend-under-test.ts'
import { circle } from '../test-data.ts'
import { trainsAlike } from '../trains-alike.ts'
import { isFormula } from './formula.ts'

isFormula('meanSquaredError', ([mean], target) => (mean! - target) ** 2)

isFormula(
  'meanSquaredError',
  (outputs, label) =>
    outputs.reduce((sum, own, other) => sum + (own - (other === label ? 1 : 0)) ** 2, 0) / 3,
  {},
  'classification',
)

test('outputs for classes become probabilities: none below 0, a sum of 1, in the same order', () => {
  const outputs = [
    [0.6, 0.3, 0.1],
    [1.5, -0.5, 0.5],
    [-0.4, -0.1, -0.3], // none above 0
    [1.2, 1.1, -0.3],
  ]
  const rows = tidy(tf, () => {
    const predicted = losses.meanSquaredError.predict(tf, tf.tensor3d([outputs]))
    assert.ok('probabilities' in predicted)
    return predicted.probabilities.arraySync() as number[][][]
  })[0]!
  const near = (found: number[], wanted: number[]) => {
    assert.ok(
      found.every((value, at) => Math.abs(value - wanted[at]!) < 1e-5),
      `${found}`,
    )
  }
  near(rows[0]!, [0.6, 0.3, 0.1])
  near(rows[1]!, [0.75, 0, 0.25])
  const weights = outputs[2]!.map(Math.exp)
  const total = weights.reduce((sum, weight) => sum + weight)
  near(
    rows[2]!,
    weights.map((weight) => weight / total),
  )
  near(rows[3]!, [1.2 / 2.3, 1.1 / 2.3, 0])
  for (const [at, row] of rows.entries()) {
    const order = (values: number[]) =>
      values.map((_, i) => i).sort((a, b) => values[b]! - values[a]!)
    assert.deepEqual(order(row), order(outputs[at]!))
  }
})

trainsAlike(
  'meanSquaredError of classes',
  [0.1, 0.3].map((learningRate) => ({
    layers: [
      { type: 'dense', units: 10, activation: 'tanh' },
      { type: 'dense', units: 'outputs' },
    ],
    loss: 'meanSquaredError',
    classWeights: 'balanced',
    optimizer: { type: 'sgd', learningRate, momentum: 0.9 },
    batchSize: 16,
    epochs: 4,
  })),
  circle(90, 40),
)
