/**
 * Cholesky factors of symmetric positive definite matrices: A = L Lᵀ. Matrices are row-major with
 * `stride` numbers a row, so that a factor with spare rows can grow in place. Only the lower
 * triangle is read and written.
 */

export interface Factor {
  size: number // rows in use
  stride: number // ≥ size
  lower: Float64Array // [≥ size, stride]
}

/** Factors the leading `size` rows of A; returns null when A is not positive definite. */
export function cholesky(matrix: Float64Array, size: number, stride = size): Factor | null {
  const lower = matrix.slice()
  for (let row = 0; row < size; row++) {
    const at = row * stride
    for (let column = 0; column <= row; column++) {
      const rest = (lower[at + column] as number) - dot(lower, at, lower, column * stride, column)
      if (column < row) {
        lower[at + column] = rest / (lower[column * stride + column] as number)
      } else {
        if (!(rest > 0)) return null
        lower[at + row] = Math.sqrt(rest)
      }
    }
  }
  return { size, stride, lower }
}

/**
 * Adds a row and column to A, in place: O(size²).
 *
 * @param covariances  with the existing rows, [size]
 * @param variance     on the diagonal
 * @returns            false, leaving the factor unchanged, when the larger A is not positive definite
 */
export function appendRow(factor: Factor, covariances: Float64Array, variance: number): boolean {
  const { size, stride, lower } = factor
  if (size >= stride) throw new Error('The factor has no room for another row')
  const row = covariances.slice(0, size)
  solveLower(factor, row)
  const rest = variance - dot(row, 0, row, 0, size)
  if (!(rest > 0)) return false
  lower.set(row, size * stride)
  lower[size * stride + size] = Math.sqrt(rest)
  factor.size = size + 1
  return true
}

/** b ← L⁻¹ b. */
export function solveLower({ size, stride, lower }: Factor, b: Float64Array): void {
  for (let row = 0; row < size; row++) {
    const at = row * stride
    b[row] = ((b[row] as number) - dot(lower, at, b, 0, row)) / (lower[at + row] as number)
  }
}

/** b ← L⁻ᵀ b. */
export function solveUpper({ size, stride, lower }: Factor, b: Float64Array): void {
  for (let row = size - 1; row >= 0; row--) {
    const at = row * stride
    const value = (b[row] as number) / (lower[at + row] as number)
    b[row] = value
    for (let column = 0; column < row; column++) {
      b[column] = (b[column] as number) - value * (lower[at + column] as number)
    }
  }
}

/** A⁻¹, its lower triangle, [size, size]: (L⁻¹)ᵀ L⁻¹. */
export function inverse({ size, stride, lower }: Factor): Float64Array {
  // transposed[i, j] = (L⁻¹)[j, i], so that all products below run along rows
  const transposed = new Float64Array(size * size)
  for (let column = 0; column < size; column++) {
    const at = column * size
    for (let row = column; row < size; row++) {
      const known = dot(lower, row * stride + column, transposed, at + column, row - column)
      const unit = row === column ? 1 : 0
      transposed[at + row] = (unit - known) / (lower[row * stride + row] as number)
    }
  }
  const product = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      product[row * size + column] = dot(
        transposed,
        row * size + row,
        transposed,
        column * size + row,
        size - row,
      )
    }
  }
  return product
}

/** log det A. */
export function logDeterminant({ size, stride, lower }: Factor): number {
  let sum = 0
  for (let row = 0; row < size; row++) sum += Math.log(lower[row * stride + row] as number)
  return 2 * sum
}

/** Keeps four sums at a time, because each addition to a single sum waits for the one before. */
export function dot(
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  length: number,
): number {
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let index = 0
  for (; index + 3 < length; index += 4) {
    s0 += (a[aStart + index] as number) * (b[bStart + index] as number)
    s1 += (a[aStart + index + 1] as number) * (b[bStart + index + 1] as number)
    s2 += (a[aStart + index + 2] as number) * (b[bStart + index + 2] as number)
    s3 += (a[aStart + index + 3] as number) * (b[bStart + index + 3] as number)
  }
  for (; index < length; index++) {
    s0 += (a[aStart + index] as number) * (b[bStart + index] as number)
  }
  return s0 + s1 + (s2 + s3)
}
