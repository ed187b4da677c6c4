import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { linePath } from '../../../../web/src/pages/study/live/line-path.ts'
import {
  curvePoints,
  type LiveCurve,
  withEvents,
} from '../../../../web/src/pages/study/live/running.ts'

const epochs = (number: number, steps: number[], values = steps.map((step) => 1 / step)) => ({
  type: 'epochs',
  data: {
    trials: [{ number, planned: 10, step: steps.at(-1), value: values.at(-1), steps, values }],
  },
})
const none: ReadonlyMap<number, LiveCurve> = new Map()

describe('curves of running trials', () => {
  it('grow by events, and go when their trials end', () => {
    const first = withEvents(none, [epochs(1, [1, 2]), epochs(2, [1])])
    const next = withEvents(first, [
      epochs(1, [3]),
      { type: 'trial', data: { number: 2, state: 'complete' } },
    ])
    assert.deepEqual([...next.keys()], [1])
    assert.deepEqual(next.get(1)?.steps, [1, 2, 3])
    assert.deepEqual(first.get(1)?.steps, [1, 2])
  })

  it('take points that come again, after a lost connection or a resumed trial, instead of the old', () => {
    const first = withEvents(none, [epochs(1, [1, 2, 3, 4])])
    const next = withEvents(first, [epochs(1, [3], [9])])
    assert.deepEqual(next.get(1)?.steps, [1, 2, 3])
    assert.equal(next.get(1)?.values.at(-1), 9)
  })

  it('stay the same map where nothing changes, so that nothing is drawn again', () => {
    const before = withEvents(none, [epochs(1, [1])])
    const other = { type: 'trial', data: { number: 7, state: 'running' } }
    assert.equal(withEvents(before, [other, { type: 'study', data: { state: 'paused' } }]), before)
  })

  it('have few points, however long a trial trains', () => {
    let curves = none
    for (let step = 1; step <= 1_000; step++) curves = withEvents(curves, [epochs(1, [step])])
    const { steps, values } = curves.get(1)!
    assert.ok(steps.length <= 240 && steps.length === values.length)
    assert.equal(steps.at(-1), 1_000)
  })

  it('are drawn as wide as the planned epochs, without values that are no numbers', () => {
    const curve = { number: 1, planned: 11, steps: [1, 2, 3], values: [0, null, 1] }
    assert.deepEqual(curvePoints(curve), [
      { x: 1, y: 0 },
      { x: 3, y: 1 },
    ])
    const box = { width: 100, height: 20, margin: 0, to: 11 }
    assert.equal(linePath(curvePoints(curve), box), 'M0.0 20.0L20.0 0.0')
    assert.equal(linePath([], box), '')
    assert.equal(linePath([{ x: 1, y: 5 }], box), 'M0.0 10.0')
  })
})
