import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stepPath } from '../../../web/src/ui/spark-path.ts'

const box = { width: 104, height: 24, margin: 2 }

test('a best value is level until the next improvement, and larger is higher', () => {
  const points = [
    { x: 1, y: 0.5 },
    { x: 3, y: 0.75 },
    { x: 5, y: 1 },
  ]
  assert.deepEqual(stepPath(points, box), { line: 'M2 22H52V12H102V2', end: { x: 102, y: 2 } })
})

test('equal values are a line in the middle', () => {
  const { line } = stepPath(
    [
      { x: 0, y: 7 },
      { x: 1, y: 7 },
    ],
    box,
  )
  assert.equal(line, 'M2 12H102V12')
})
