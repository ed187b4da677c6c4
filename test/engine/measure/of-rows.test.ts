import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { losses } from '../../../src/engine/losses/index.ts'
import { classTable, countClasses } from '../../../src/engine/measure/classes.ts'
import { evaluateRows } from '../../../src/engine/measure/of-rows.ts'
import { sumSquaredDeviations } from '../../../src/engine/measure/of-sums.ts'
import { areaUnderCurve, median } from '../../../src/engine/measure/ranks.ts'
import { type Classified, classified, factsOf, valued } from '../metrics/reference.ts'

const near = (actual: number | undefined, expected: number, name: string, tolerance = 1e-6) =>
  assert.ok(Math.abs(actual! - expected) <= tolerance, `${name}: ${actual}, not ${expected}`)

function evaluated({ labels, probabilities }: Classified) {
  const rows = {
    perSample: Float32Array.from(labels, (label, row) => -Math.log(probabilities[row]![label]!)),
    predicted: Float32Array.from(probabilities.flat()),
    y: Int32Array.from(labels),
    weights: null,
    relative: null,
  }
  const facts = factsOf(labels, probabilities[0]!.length)
  return evaluateRows(rows, facts, { loss: losses.crossEntropy, target: null })
}

for (const [name, reference] of Object.entries(classified)) {
  test(`${name}: metrics and confusion matrix are scikit-learn’s`, () => {
    const { metrics, classes } = evaluated(reference)
    for (const [metric, value] of Object.entries(reference.expected)) {
      near(metrics[metric], value, metric)
    }
    assert.deepEqual(classes?.confusion, reference.confusion)
    near(metrics.nll, reference.expected.logLoss!, 'nll')
  })
}

test('a class that has no rows has no part in the area', () => {
  const { metrics } = evaluated(
    classified['a class that is only chosen, and one that never occurs']!,
  )
  // scikit-learn 1.9.1: the mean of roc_auc_score over the three classes that have rows
  near(metrics.auc, 0.8277777777777778, 'auc')
})

test('the table of classes is scikit-learn’s', () => {
  // scikit-learn 1.9.1 precision_recall_fscore_support
  const results = evaluated(classified['three classes']!).classes!
  const { classes } = classTable(['a', 'b', 'c'], results)
  const expected = [
    ['a', 0.5, 0.75, 0.6, 4],
    ['b', 0.6666666666666666, 0.5, 0.5714285714285714, 4],
    ['c', 0.6666666666666666, 0.5, 0.5714285714285714, 4],
  ] as const
  for (const [at, [label, precision, recall, f1, support]] of expected.entries()) {
    const own = classes[at]!
    assert.deepEqual([own.label, own.support], [label, support])
    near(own.precision, precision, 'precision', 1e-12)
    near(own.recall, recall, 'recall', 1e-12)
    near(own.f1, f1, 'f1', 1e-12)
  }
})

test('the confusion matrix of more than 100 classes is left out, their counts are not', () => {
  const of = (classes: number) => countClasses([0, classes - 1], [0, 0], classes)
  assert.equal(of(101).confusion, null)
  assert.equal(of(100).confusion?.length, 100)
  assert.deepEqual([of(101).hits[0], of(101).chosen[0], of(101).support[100]], [1, 2, 1])
})

test('metrics of values are scikit-learn’s, in the target’s own units', () => {
  const { y, predicted, expected } = valued
  const target = { mean: 4, deviation: 2 }
  const standardised = (values: number[]) =>
    Float32Array.from(values, (value) => (value - target.mean) / target.deviation)
  const rows = {
    perSample: new Float32Array(y.length),
    predicted: standardised(predicted),
    y: standardised(y),
    weights: null,
    relative: Float32Array.from(y, (value) => target.deviation / Math.abs(value)),
  }
  const facts = {
    rows: y.length,
    totalSquares: sumSquaredDeviations(rows.y),
    support: [],
    weightByClass: [],
    logSlope: 0,
    relativeRows: y.length,
  }
  const { metrics, classes } = evaluateRows(rows, facts, {
    loss: losses.meanSquaredError,
    target,
  })
  for (const [name, value] of Object.entries(expected)) near(metrics[name], value, name)
  assert.equal(classes, null)
})

describe('the area under the curve', () => {
  const area = (scores: number[], positives: number[]) =>
    areaUnderCurve(
      scores,
      positives.map((one) => one === 1),
    )

  test('is 1 for the right order, 0 for the wrong one, a half where all are tied', () => {
    assert.equal(area([1, 2, 3, 4], [0, 0, 1, 1]), 1)
    assert.equal(area([4, 3, 2, 1], [0, 0, 1, 1]), 0)
    assert.equal(area([5, 5, 5], [0, 1, 0]), 0.5)
  })

  test('is not a number for rows of one kind', () => {
    assert.ok(Number.isNaN(area([1, 2], [1, 1])))
    assert.ok(Number.isNaN(area([1, 2], [0, 0])))
  })
})

test('the median of an even number of values is the mean of the two in the middle', () => {
  assert.deepEqual([median([5]), median([3, 1, 2]), median([10, 2, 9, 4])], [5, 2, 6.5])
})
