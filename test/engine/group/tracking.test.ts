import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseObjective } from '../../../src/engine/group/objective.ts'
import { type KeptEpoch, type Tracking, track } from '../../../src/engine/group/tracking.ts'
import { layOutSums } from '../../../src/engine/measure/layout.ts'
import { tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'

refuseLeaks()

const ofClasses = {
  task: 'classification',
  classes: 2,
  isWeighted: false,
  hasRelative: false,
  collected: [],
} as const
const sums = {
  train: layOutSums('train', ofClasses),
  validation: layOutSums('validation', ofClasses),
}

/** Steps and weights after each epoch of one lane whose accuracy (or loss) takes these values. */
function run(
  values: (number | [accuracy: number, loss: number])[],
  direction: 'minimize' | 'maximize',
  { minDelta = 0, patience = 1000, kept = 'best' as KeptEpoch } = {},
) {
  return tidy(tf, () => {
    const metric = direction === 'maximize' ? 'validation.accuracy' : 'validation.loss'
    const objective = parseObjective({ metric, direction })
    const judgement = {
      scale: tf.tensor1d([1]),
      support: null,
      minDelta: tf.tensor1d([minDelta]),
      patience: tf.tensor1d([patience], 'int32'),
    }
    const worst = () => tf.tensor1d([Number.NEGATIVE_INFINITY])
    const zero = () => tf.tensor1d([0], 'int32')
    let tracking: Tracking = {
      bestScore: worst(),
      bestLoss: tf.tensor1d([Number.POSITIVE_INFINITY]),
      bestStep: zero(),
      best: { weights: tf.zeros([1, 2]), statistics: null },
      improvedScore: worst(),
      improvedStep: zero(),
      stoppedStep: zero(),
    }
    return values.map((given, at) => {
      const [value, loss] = typeof given === 'number' ? [given, given] : given
      tracking = track(tf, { objective, judgement, sums, folds: 1, kept }, tracking, {
        step: tf.scalar(at + 1, 'int32'),
        trainSums: tf.tensor2d([[99, 99]]),
        validationSums: tf.tensor2d([[loss, value, 0, 0, 0, 0]]),
        weights: { weights: tf.fill([1, 2], at + 1), statistics: null },
      })
      const [best, improved, stopped] = ['bestStep', 'improvedStep', 'stoppedStep'].map(
        (name) => (tracking[name as 'bestStep'] as Tracking['bestStep']).dataSync()[0]!,
      )
      assert.deepEqual(Array.from(tracking.best.weights.dataSync()), [best, best])
      return { best, improved, stopped }
    })
  })
}

test('the first of equal values stays the best, in both directions', () => {
  const best = (direction: 'minimize' | 'maximize') =>
    run([3, 1, 5, 1, 5], direction).map((epoch) => epoch.best)
  assert.deepEqual(best('maximize'), [1, 1, 3, 3, 3])
  assert.deepEqual(best('minimize'), [1, 2, 2, 2, 2])
})

test('among epochs of equal accuracy, the one with the lowest loss is the best', () => {
  const epochs = run(
    [
      [0.9, 0.5],
      [0.9, 0.3],
      [0.9, 0.4],
      [0.8, 0.1],
      [0.9, 0.3],
      [0.95, 0.9],
    ],
    'maximize',
  )
  assert.deepEqual(
    epochs.map(({ best }) => best),
    [1, 2, 2, 2, 2, 6],
  )
  assert.equal(epochs[4]!.improved, 1, 'a lower loss alone is no improvement for early stopping')
})

test('a gain of no more than minDelta is the best epoch, yet no improvement', () => {
  const last = run([1, 1.5, 2, 2.4], 'maximize', { minDelta: 0.9 }).at(-1)!
  assert.equal(last.best, 4)
  assert.equal(last.improved, 3)
})

test('patience ends as many epochs after the last improvement; what follows does not count', () => {
  const epochs = run([5, 4, 4, 4, 3, 3, 3, 3, 1], 'minimize', { patience: 3 })
  assert.deepEqual(
    epochs.map(({ stopped }) => stopped),
    [0, 0, 0, 0, 0, 0, 0, 8, 8],
  )
  assert.equal(epochs.at(-1)!.best, 5)
})

test('the last epoch is kept where no rows judge it, better or not', () => {
  const kept = run([3, 1, 2, 4, 2.5], 'minimize', { kept: 'last' }).map((epoch) => epoch.best)
  assert.deepEqual(kept, [1, 2, 3, 4, 5])
})

test('a value that is not a number is never the best', () => {
  assert.equal(run([2, Number.NaN, 3], 'minimize').at(-1)!.best, 1)
})
