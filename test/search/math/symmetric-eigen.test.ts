import assert from 'node:assert/strict'
import { test } from 'node:test'
import { symmetricEigen } from '../../../src/search/math/symmetric-eigen.ts'
import { rngFor } from '../../../src/search/rng.ts'

test('V diag(λ) Vᵀ is the matrix, and V is orthonormal', () => {
  for (const n of [1, 2, 5, 20]) {
    const rng = rngFor(1, n)
    const a = new Float64Array(n * n)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = rng.normal()
    }
    const { values, vectors } = symmetricEigen(a, n)
    const entry = (i: number, j: number, weight: (k: number) => number) => {
      let sum = 0
      for (let k = 0; k < n; k++) sum += vectors[i * n + k]! * vectors[j * n + k]! * weight(k)
      return sum
    }
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        assert.ok(Math.abs(entry(i, j, (k) => values[k]!) - a[i * n + j]!) < 1e-12)
        assert.ok(Math.abs(entry(i, j, () => 1) - (i === j ? 1 : 0)) < 1e-12)
      }
    }
  }
})
