/** Metrics inside a graph: sums of chunks, what is collected, and scores, of several lanes at once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layOutSums } from '../../../src/engine/measure/layout.ts'
import { sumRows } from '../../../src/engine/measure/sums.ts'
import { type MetricName, metrics } from '../../../src/engine/metrics/index.ts'
import { type Tensor, tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'
import { classified, valued } from './reference.ts'

refuseLeaks()

const near = (actual: number, expected: number, name: string) =>
  assert.ok(Math.abs(actual - expected) <= 2e-6, `${name}: ${actual}, not ${expected}`)

/** Probabilities that are as wrong as can be, for the lane beside. */
const reversed = (probabilities: number[][]) => probabilities.map((row) => [...row].reverse())

for (const [name, { labels, probabilities, expected }] of Object.entries(classified)) {
  const classes = probabilities[0]!.length
  const rows = labels.length
  const support = Array.from({ length: classes }, (_, of) => labels.filter((l) => l === of).length)
  const hasArea = expected.auc !== undefined
  const layout = layOutSums('validation', {
    task: 'classification',
    classes,
    isWeighted: false,
    hasRelative: false,
    collected: hasArea ? ['auc'] : [],
  })

  for (const isShared of [true, false]) {
    test(`${name}, ${isShared ? 'rows for all lanes' : 'rows of each lane'}: scores are scikit-learn’s`, () => {
      const found = tidy(tf, () => {
        const all = tf.tensor3d([probabilities, reversed(probabilities)])
        const y = tf.tensor2d(isShared ? [labels] : [labels, labels], undefined, 'int32')
        const part = (values: Tensor, from: number, size: number) =>
          tf.slice(
            values,
            [0, from, 0].slice(0, values.shape.length),
            [values.shape[0]!, size, classes].slice(0, values.shape.length),
          )
        // two chunks, of which the second begins with rows that the first has had
        const size = Math.ceil(rows / 2) + 1
        const chunks = [
          { from: 0, repeated: 0 },
          { from: rows - size, repeated: 2 * size - rows },
        ].map(({ from, repeated }) => {
          const predicted = { probabilities: part(all, from, size) }
          const mask = Array.from({ length: size }, (_, row) => (row < repeated ? 0 : 1))
          const perSample = tf.neg(
            tf.log(
              tf.sum(
                tf.mul(
                  predicted.probabilities,
                  tf.oneHot(tf.tensor1d(labels.slice(from, from + size), 'int32'), classes),
                ),
                2,
              ),
            ),
          )
          return sumRows(tf, layout, {
            predicted,
            perSample,
            weighted: perSample,
            relative: null,
            y: part(y, from, size),
            mask: tf.tensor2d([mask]),
          })
        })
        const { ofRows, ofAll } = metrics.auc.collector!
        const area = ofAll(tf, ofRows(tf, { probabilities: all }, y), y)
        const added = tf.addN(chunks)
        const sums = hasArea ? tf.concat([added, tf.expandDims(area, 1)], 1) : added
        const supports = tf.tensor2d([support, support])
        return Object.entries(expected).map(([metric, value]) => {
          const { value: score, scale } = metrics[metric as MetricName].score
          const facts = {
            rows,
            totalSquares: 0,
            support,
            weightByClass: support,
            logSlope: 0,
            relativeRows: 0,
          }
          const scaled = tf.fill([2], scale(facts, 1))
          const given = { layout, sums, scale: scaled, support: supports }
          return { metric, value, lanes: Array.from(score(tf, given).dataSync()) }
        })
      })
      for (const { metric, value, lanes } of found) {
        near(lanes[0]!, value, metric)
        assert.notEqual(lanes[1], lanes[0], metric)
      }
    })
  }
}

test('a perfect order has an area of exactly 1, one that is all ties of a half', () => {
  const [perfect, tied] = tidy(tf, () => {
    const y = tf.tensor2d([Array.from({ length: 97 }, (_, row) => (row < 61 ? 0 : 1))])
    const order = tf.div(tf.range(0, 97), 97)
    const one = tf.stack([order, tf.fill([97], 0.25)])
    return metrics.auc.collector!.ofAll(tf, tf.expandDims(one, 2), y).dataSync()
  })
  assert.deepEqual([perfect, tied], [1, 0.5])
})

for (const [rows, expected] of [
  [6, valued.expected.medianAbsoluteError],
  [5, 0.5], // scikit-learn 1.9.1 median_absolute_error
  [1, 0.5],
] as const) {
  test(`the median of ${rows} errors is scikit-learn’s`, () => {
    const lanes = tidy(tf, () => {
      const y = tf.tensor2d([valued.y.slice(0, rows)])
      const mean = tf.tensor2d([valued.predicted, valued.y].map((lane) => lane.slice(0, rows)))
      const { ofRows, ofAll } = metrics.medianAbsoluteError.collector!
      return Array.from(ofAll(tf, ofRows(tf, { mean, deviation: null }, y), y).dataSync())
    })
    near(lanes[0]!, expected, 'median')
    assert.equal(lanes[1], 0)
  })
}
