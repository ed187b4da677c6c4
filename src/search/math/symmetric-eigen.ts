/**
 * Computes eigenvalues and orthonormal eigenvectors of a symmetric matrix by cyclic Jacobi rotations. This is slower
 * than tridiagonal methods above a few hundred rows, and accurate to rounding error for the small matrices used here.
 *
 * @param matrix  [n, n], row-major; not modified
 * @returns       values [n], unordered; vectors [n, n], where column k belongs to value k
 * @see Golub and Van Loan 2013, "Matrix computations", 4th ed., §8.5
 */
export function symmetricEigen(
  matrix: Float64Array,
  n: number,
): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice()
  const vectors = new Float64Array(n * n)
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1
  for (let sweep = 0; sweep < 50; sweep++) {
    let rotations = 0
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) if (rotate(a, vectors, n, p, q)) rotations += 1
    }
    if (rotations === 0) break
  }
  const values = Float64Array.from({ length: n }, (_, i) => a[i * n + i] as number)
  return { values, vectors }
}

/** Makes a[p, q] zero; returns false when it is already negligible compared to the diagonal. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): boolean {
  const apq = a[p * n + q] as number
  const scale = Math.sqrt(Math.abs((a[p * n + p] as number) * (a[q * n + q] as number)))
  if (Math.abs(apq) <= Number.EPSILON * scale) return false
  const theta = ((a[q * n + q] as number) - (a[p * n + p] as number)) / (2 * apq)
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q, c, s)
  for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k, c, s)
  for (let k = 0; k < n; k++) turn(v, k * n + p, k * n + q, c, s)
  return true
}

function turn(a: Float64Array, at: number, other: number, c: number, s: number): void {
  const x = a[at] as number
  const y = a[other] as number
  a[at] = c * x - s * y
  a[other] = s * x + c * y
}
