import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  appendRow,
  cholesky,
  type Factor,
  inverse,
  logDeterminant,
  solveLower,
  solveUpper,
} from '../../../src/search/math/cholesky.ts'

test('factors the textbook matrix', () => {
  const factor = cholesky(Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98), 3)
  assert.ok(factor !== null)
  assert.deepEqual(lowerOf(factor), [2, 6, 1, -8, 5, 3])
  assert.ok(Math.abs(logDeterminant(factor) - Math.log(36)) < 1e-12)
})

test('refuses a matrix that is not positive definite', () => {
  assert.equal(cholesky(Float64Array.of(1, 2, 2, 1), 2), null)
  assert.equal(cholesky(Float64Array.of(Number.NaN), 1), null)
})

/** B Bᵀ + I for any B: positive definite. */
const definite = fc
  .integer({ min: 1, max: 9 })
  .chain((size) =>
    fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
      minLength: size * size,
      maxLength: size * size,
    }),
  )
  .map((b) => {
    const size = Math.sqrt(b.length)
    const matrix = new Float64Array(size * size)
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let sum = i === j ? 1 : 0
        for (let k = 0; k < size; k++) sum += (b[i * size + k] ?? 0) * (b[j * size + k] ?? 0)
        matrix[i * size + j] = sum
      }
    }
    return { matrix, size }
  })

test('solves and inverts what it factored', () => {
  fc.assert(
    fc.property(definite, ({ matrix, size }) => {
      const factor = cholesky(matrix, size)
      assert.ok(factor !== null)
      const wanted = Float64Array.from({ length: size }, (_, index) => index - 2)
      const product = times(matrix, wanted)
      solveLower(factor, product)
      solveUpper(factor, product)
      assertNear(product, wanted, 1e-8)
      const inverted = inverse(factor)
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < i; j++) inverted[j * size + i] = inverted[i * size + j] ?? 0
      }
      assertNear(times(matrix, times(inverted, wanted)), wanted, 1e-8)
    }),
    { seed: 3, numRuns: 200 },
  )
})

test('a factor that grew by a row is the factor of the larger matrix', () => {
  fc.assert(
    fc.property(definite, ({ matrix, size }) => {
      const whole = cholesky(matrix, size)
      const grown = cholesky(matrix, size - 1, size)
      assert.ok(whole !== null && grown !== null)
      const row = matrix.slice((size - 1) * size, size * size - 1)
      assert.equal(appendRow(grown, row, matrix[size * size - 1] ?? 0), true)
      assert.equal(grown.size, size)
      assertNear(lowerOf(grown), lowerOf(whole), 1e-9)
    }),
    { seed: 4, numRuns: 200 },
  )
})

test('a row that would make the matrix singular is refused', () => {
  const factor = cholesky(Float64Array.of(1, 0, 0, 0), 1, 2)
  assert.ok(factor !== null)
  assert.equal(appendRow(factor, Float64Array.of(1), 1), false)
  assert.equal(factor.size, 1)
})

function lowerOf({ size, stride, lower }: Factor): number[] {
  return Array.from({ length: size }, (_, row) => [
    ...lower.subarray(row * stride, row * stride + row + 1),
  ]).flat()
}

function times(matrix: Float64Array, x: Float64Array): Float64Array {
  return x.map((_, row) =>
    x.reduce((sum, value, column) => sum + value * (matrix[row * x.length + column] ?? 0), 0),
  )
}

function assertNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  assert.equal(actual.length, expected.length)
  for (let index = 0; index < actual.length; index++) {
    const [a, b] = [actual[index] ?? Number.NaN, expected[index] ?? Number.NaN]
    assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${a} is not ${b}`)
  }
}
