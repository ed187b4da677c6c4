import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  mistakesOf,
  mostConfused,
  rowShares,
} from '../../../web/src/pages/trial/diagnosis/pairs.ts'

const scores = { precision: 0, recall: 0, f1: 0, support: 0 }
const classes = ['cat', 'dog'].map((label) => ({ label, ...scores }))

describe('pairs of classes', () => {
  it('are coloured by the share of the true class', () => {
    assert.deepEqual(
      rowShares([
        [3, 1],
        [0, 0],
      ]),
      [
        [0.75, 0.25],
        [0, 0],
      ],
    )
  })

  it('are listed by their number of wrong rows, without hidden classes', () => {
    const confusion = [
      [9, 2, 7],
      [5, 9, 0],
      [0, 0, 0],
    ]
    assert.deepEqual(mostConfused({ classes, confusion }, 1), [
      { label: 'dog', predicted: 'cat', count: 5 },
    ])
  })

  it('choose their mistakes', () => {
    const mistake = { row: 1, label: 'cat', predicted: 'dog', probability: 0.9, ofLabel: 0.1 }
    assert.equal(mistakesOf([mistake], { label: 'dog', predicted: 'cat' }).length, 0)
    assert.equal(mistakesOf([mistake], null).length, 1)
  })
})
