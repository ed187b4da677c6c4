/** What holds for every encoding of numeric columns. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  encoderOf,
  type FittedEncoding,
  fitEncoding,
  mostInputs,
  numericEncodings,
} from '../../../../src/data/prepare/numeric/index.ts'
import { PreprocessSpec } from '../../../../src/data/prepare/preprocess.ts'

const numbers = fc.array(
  fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc
      .double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 })
      .map((value) => (Math.abs(value) < 1e-30 ? 0 : value)),
  ),
  { minLength: 1, maxLength: 40 },
)

function fit(name: string, values: readonly number[], layout = values) {
  const spec = PreprocessSpec.parse({ numeric: name }).numeric as never
  const { as, inputs } = fitEncoding(spec, Float64Array.from(values), Float64Array.from(layout))
  const stored = JSON.parse(JSON.stringify(as)) as FittedEncoding
  const encode = encoderOf(stored)
  return {
    inputs,
    most: mostInputs(spec),
    encode(value: number) {
      const row = new Float32Array(inputs + 2)
      encode(value, row, 1)
      assert.deepEqual([row[0], row.at(-1)], [0, 0], 'writes to its own inputs alone')
      return [...row.subarray(1, -1)]
    },
  }
}

for (const name of Object.keys(numericEncodings)) {
  describe(name, () => {
    test('makes finite inputs of any number, never falling as the number rises', () => {
      fc.assert(
        fc.property(numbers, numbers, (values, others) => {
          const { encode, inputs, most } = fit(name, values)
          assert.ok(inputs <= most)
          let before: number[] | null = null
          for (const value of others.toSorted((a, b) => a - b)) {
            const encoded = encode(value)
            assert.ok(encoded.every(Number.isFinite))
            assert.ok(before?.every((low, at) => low <= encoded[at]! + 1e-6) ?? true)
            before = encoded
          }
        }),
        { seed: 3, numRuns: 200 },
      )
    })

    test('has as many inputs in each fold, whatever its rows', () => {
      fc.assert(
        fc.property(numbers, fc.nat(), (layout, cut) => {
          const own = layout.slice(cut % layout.length)
          const { inputs } = fit(name, layout)
          const fold = fit(name, own, layout)
          assert.equal(fold.inputs, inputs)
          assert.equal(fold.encode(layout[0]!).length, inputs)
        }),
        { seed: 3, numRuns: 200 },
      )
    })

    test('can be fitted to no value at all', () => {
      const { encode, inputs } = fit(name, [], [])
      assert.equal(encode(0).length, inputs)
    })
  })
}
