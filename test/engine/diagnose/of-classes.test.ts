import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { diagnoseClasses } from '../../../src/engine/diagnose/of-classes.ts'

const names = ['cat', 'dog', 'owl']
/** True class, probabilities. */
const rows: [number, number[]][] = [
  [0, [0.9, 0.1, 0]],
  [0, [0.2, 0.7, 0.1]],
  [1, [0.05, 0.95, 0]],
  [1, [0.99, 0.01, 0]],
  [2, [0.3, 0.3, 0.4]],
]
const diagnosis = diagnoseClasses(names, {
  rows: [10, 11, 12, 13, 14],
  labels: rows.map(([label]) => label),
  probabilities: rows.map(([, own]) => own),
})

describe('the diagnosis of predicted classes', () => {
  it('counts rows by true and by predicted class', () => {
    assert.deepEqual(diagnosis.confusion, [
      [1, 1, 0],
      [1, 1, 0],
      [0, 0, 1],
    ])
    assert.equal(diagnosis.hiddenClasses, 0)
    assert.deepEqual(
      diagnosis.classes.map(({ label, recall }) => [label, recall]),
      [
        ['cat', 0.5],
        ['dog', 0.5],
        ['owl', 1],
      ],
    )
  })

  it('lists mistakes, the surest first', () => {
    assert.deepEqual(diagnosis.mistakes, [
      { row: 13, label: 'dog', predicted: 'cat', probability: 0.99, ofLabel: 0.01 },
      { row: 11, label: 'cat', predicted: 'dog', probability: 0.7, ofLabel: 0.2 },
    ])
    assert.equal(diagnosis.sample.length, 5)
  })

  it('compares confidence with accuracy', () => {
    const { bins, error } = diagnosis.calibration
    assert.equal(
      bins.reduce((sum, bin) => sum + bin.rows, 0),
      5,
    )
    const surest = bins.at(-1)!
    assert.deepEqual([surest.from, surest.to, surest.rows], [0.9, 1, 3])
    assert.equal(surest.accuracy, 0.666667)
    // (|2 − 2.84| + |0 − 0.7| + |1 − 0.4|) / 5
    assert.ok(Math.abs(error - 0.428) < 1e-9)
  })

  it('hides classes beyond 50, and stays small', () => {
    const many = Array.from({ length: 300 }, (_, at) => `class ${at} ${'x'.repeat(100)}`)
    const labels = Array.from({ length: 20_000 }, (_, row) => row % 300)
    const probabilities = labels.map((label, row) => {
      const own = new Array<number>(300).fill(0)
      own[row % 7 === 0 ? (label + 1) % 300 : label] = 1
      return own
    })
    const large = diagnoseClasses(many, {
      rows: labels.map((_, row) => row),
      labels,
      probabilities,
    })
    assert.equal(large.classes.length, 50)
    assert.equal(large.hiddenClasses, 250)
    assert.equal(large.confusion.length, 51)
    assert.equal(
      large.confusion.flat().reduce((sum, count) => sum + count),
      20_000,
    )
    assert.ok(JSON.stringify(large).length < 200_000)
  })

  it('shows some mistakes of every pair of classes', () => {
    // a thousand sure mistakes of one pair, one faint mistake of another
    const labels = [...new Array<number>(5_000).fill(0), 2]
    const probabilities = labels.map((label) => (label === 0 ? [0, 1, 0] : [0, 0.51, 0.49]))
    const { mistakes } = diagnoseClasses(names, {
      rows: labels.map((_, row) => row),
      labels,
      probabilities,
    })
    assert.equal(mistakes.length, 25)
    assert.deepEqual(mistakes.at(-1)?.row, 5_000)
  })
})
