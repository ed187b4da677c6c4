import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  addEpochs,
  curvePoints,
  knownEpochs,
  presentCurves,
  type RunningCurve,
} from '../../../src/study/answers/running-curves.ts'

const row = (number: number, steps: number[] | null, { fencing = 1 } = {}) => ({
  number,
  copyOf: null,
  fencing,
  planned: 500,
  steps,
  values: steps?.map((step) => 1 / step) ?? null,
})
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)

describe('curves of running trials', () => {
  it('grow by new epochs, and are forgotten with their trials', () => {
    const known = new Map<number, RunningCurve>()
    addEpochs(known, [row(0, [1, 2]), row(1, null)])
    const fresh = addEpochs(known, [row(0, [3]), row(1, [1])])
    assert.deepEqual(
      fresh.map(({ number, steps }) => [number, steps]),
      [
        [0, [3]],
        [1, [1]],
      ],
    )
    assert.deepEqual(known.get(0)?.steps, [1, 2, 3])
    assert.deepEqual(knownEpochs(known), [
      { number: 0, fencing: 1, step: 3 },
      { number: 1, fencing: 1, step: 1 },
    ])
    addEpochs(known, [row(1, null)])
    assert.deepEqual([...known.keys()], [1])
  })

  it('take repeated epochs of a new claim instead of the old', () => {
    const known = new Map<number, RunningCurve>()
    addEpochs(known, [row(0, [1, 2, 3, 4])])
    addEpochs(known, [row(0, [3], { fencing: 2 })])
    assert.deepEqual(known.get(0)?.steps, [1, 2, 3])
    assert.equal(known.get(0)?.fencing, 2)
  })

  it('keep few points, the newest among them', () => {
    const known = new Map<number, RunningCurve>()
    for (let step = 1; step <= 1_000; step++) addEpochs(known, [row(0, [step])])
    const { steps, values } = known.get(0)!
    assert.ok(steps.length <= 2 * curvePoints)
    assert.equal(steps.at(-1), 1_000)
    assert.equal(values.length, steps.length)
  })
})

describe('an event of epochs', () => {
  it('says the newest epoch of each trial that has one', () => {
    const known = new Map<number, RunningCurve>()
    addEpochs(known, [
      row(0, [1, 3]),
      row(1, null),
      { ...row(2, [7]), copyOf: 5, planned: 9, values: [null] },
    ])
    assert.deepEqual(presentCurves([...known.values()]).trials, [
      { number: 0, planned: 500, step: 3, value: 0.333333, steps: [1, 3], values: [1, 0.333333] },
      { number: 2, copyOf: 5, planned: 9, step: 7, value: null, steps: [7], values: [null] },
    ])
  })

  it('stays below 200 kB while a thousand trials run', () => {
    const known = new Map<number, RunningCurve>()
    addEpochs(
      known,
      range(0, 999).map((number) => row(number, range(1, 100))),
    )
    const { trials } = presentCurves([...known.values()])
    assert.equal(trials.length, 1_000)
    assert.ok(JSON.stringify(trials).length < 200_000)
  })
})
