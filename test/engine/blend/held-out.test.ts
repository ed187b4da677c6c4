import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { blendValue } from '../../../src/engine/blend/blend-value.ts'
import { decodeHeldOut, encodeHeldOut, type HeldOut } from '../../../src/engine/blend/held-out.ts'
import { LossSpec } from '../../../src/engine/spec.ts'

const floats = (...values: number[]) => Float32Array.from(values)
const facts = (rows: number, support: number[] = []) => ({
  ...{ rows, totalSquares: 2, logSlope: 0, support, weightByClass: support, relativeRows: 0 },
})

/** Two rows, of the classes 0 and 1, by the probabilities of class 1. */
function classes(first: number, second: number, msPerRow = 1): HeldOut {
  const rows = {
    perSample: floats(-Math.log(1 - first), -Math.log(second)),
    predicted: floats(1 - first, first, 1 - second, second),
    y: Int32Array.of(0, 1),
    weights: null,
    relative: null,
  }
  const loss = LossSpec.parse('crossEntropy')
  return { loss, folds: [{ rows, facts: facts(2, [1, 1]), target: null }], msPerRow }
}

/** Folds of two rows with the targets 0 and 10, which networks learn in other units. */
function values(...folds: [number, number][]): HeldOut {
  const target = { mean: 5, deviation: 2 }
  const own = (value: number) => (value - target.mean) / target.deviation
  return {
    loss: LossSpec.parse('meanSquaredError'),
    msPerRow: 1,
    folds: folds.map(([first, second]) => ({
      target,
      facts: facts(2),
      rows: {
        perSample: floats(own(first) ** 2, own(second) ** 2),
        predicted: floats(own(first), own(second)),
        y: floats(own(0), own(10)),
        weights: floats(1, 1),
        relative: null,
      },
    })),
  }
}

const near = (found: number, expected: number) =>
  assert.ok(Math.abs(found - expected) < 1e-6, `${found} is not ${expected}`)

test('held-out predictions are read as they were written', () => {
  for (const one of [classes(0.25, 0.75), values([1, 2], [3, 4])]) {
    assert.deepEqual(decodeHeldOut(encodeHeldOut(one)), one)
  }
})

describe('the value of a blend', () => {
  const half = (...all: HeldOut[]) => all.map((heldOut) => ({ heldOut, weight: 1 / all.length }))

  test('is that of the mean of the probabilities', () => {
    const members = half(classes(0.6, 0.9), classes(0.2, 0.7))
    const accuracy = { metric: 'validation.accuracy', direction: 'maximize' } as const
    near(blendValue(members, accuracy), 1)
    near(blendValue(half(classes(0.6, 0.9)), accuracy), 0.5)
    const loss = { metric: 'validation.loss', direction: 'minimize' } as const
    near(blendValue(members, loss), -(Math.log(0.6) + Math.log(0.8)) / 2)
  })

  test('is in the units of the target, and the mean over the folds', () => {
    const rmse = { metric: 'validation.rmse', direction: 'minimize' } as const
    const [a, b] = [values([2, 10], [4, 10]), values([-2, 10], [0, 10])]
    near(blendValue(half(a), rmse), (Math.SQRT2 + Math.sqrt(8)) / 2)
    near(blendValue(half(a, b), rmse), Math.SQRT2 / 2)
    near(
      blendValue(
        [
          { heldOut: a, weight: 0.75 },
          { heldOut: b, weight: 0.25 },
        ],
        rmse,
      ),
      (Math.sqrt(0.5) + Math.sqrt(4.5)) / 2,
    )
  })
})
