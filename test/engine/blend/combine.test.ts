import assert from 'node:assert/strict'
import { test } from 'node:test'
import { combinePredictions } from '../../../src/engine/blend/combine.ts'

const within90 = 1.6448536269514722
const normal = (value: number, deviation: number) => ({
  value,
  deviation,
  interval: [value - within90 * deviation, value + within90 * deviation] as [number, number],
})

test('probabilities are averaged, and the label is that of the mean', () => {
  const classes = ['a', 'b', 'c']
  const [row] = combinePredictions(
    [
      [{ label: 'a', probabilities: [0.6, 0.4, 0] }],
      [{ label: 'b', probabilities: [0, 0.5, 0.5] }],
    ],
    [0.5, 0.5],
    classes,
  )
  assert.deepEqual(row, { label: 'b', probabilities: [0.3, 0.45, 0.25] })
})

test('values are averaged by weight, with the deviation of the mixture', () => {
  const [row] = combinePredictions([[normal(0, 1)], [normal(4, 2)]], [0.75, 0.25], null)
  const { value, deviation, interval } = row as ReturnType<typeof normal>
  // variance 0.75 · (1 + 1) + 0.25 · (4 + 9)
  assert.deepEqual([value, deviation], [1, Math.sqrt(4.75)])
  // where 0.75 · Φ(q) + 0.25 · Φ((q − 4)/2) is 0.05 and 0.95, by Python's math.erf
  for (const [index, expected] of [-1.5087094, 5.6832426].entries()) {
    assert.ok(Math.abs(interval[index]! - expected) < 1e-4, `${interval[index]}`)
  }
})

test('a member without a deviation leaves none, and a single member is itself', () => {
  const members = [[normal(0, 1)], [{ value: 4, clipped: true as const }]]
  assert.deepEqual(combinePredictions(members, [0.5, 0.5], null), [{ value: 2, clipped: true }])
  assert.deepEqual(combinePredictions([members[0]!], [1], null), members[0])
})
