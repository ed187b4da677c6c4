/**
 * The Matérn 5/2 kernel with a length scale for each axis: k(x, x') = s² m(Σ δᵢ² / ℓᵢ²), where δᵢ is the
 * difference between numbers, and 0 or 1 for categories (Hamming distance).
 *
 * @see Rasmussen and Williams 2006, "Gaussian Processes for Machine Learning", eq. 4.17
 */

export interface Hyperparameters {
  lengthScales: Float64Array // [axes]
  scale: number // s², the variance of the function
  noise: number // the variance of an observation around the function
}

/** The coordinates of observations. */
export interface Points {
  size: number
  isCategory: readonly boolean[] // [axes]
  coordinates: Float64Array // [≥ size, axes], row-major
}

/** Computes m at a squared distance. */
export function matern52(squared: number): number {
  const r = Math.sqrt(5 * squared)
  return (1 + r + (5 / 3) * squared) * Math.exp(-r)
}

/** Computes the derivative of m by the squared distance; finite at 0. */
export function matern52Slope(squared: number): number {
  const r = Math.sqrt(5 * squared)
  return (-5 / 6) * (1 + r) * Math.exp(-r)
}

/** Σ δᵢ² / ℓᵢ² between a point and an observation. */
export function squaredDistance(
  points: Points,
  row: number,
  x: Float64Array,
  weights: Float64Array, // 1 / ℓᵢ²
): number {
  const { isCategory, coordinates } = points
  const axes = isCategory.length
  let sum = 0
  for (let axis = 0, at = row * axes; axis < axes; axis++, at++) {
    const difference = (x[axis] as number) - (coordinates[at] as number)
    if (difference === 0) continue
    sum += isCategory[axis]
      ? (weights[axis] as number)
      : difference * difference * (weights[axis] as number)
  }
  return sum
}

/** δᵢ² of each pair of observations, [axes, size·(size−1)/2], pairs by row of the lower triangle. */
export function pairDifferences({ size, isCategory, coordinates }: Points): Float64Array[] {
  const axes = isCategory.length
  return isCategory.map((isUnordered, axis) => {
    const squares = new Float64Array((size * (size - 1)) / 2)
    let pair = 0
    for (let row = 1; row < size; row++) {
      const value = coordinates[row * axes + axis] as number
      for (let column = 0; column < row; column++) {
        const difference = value - (coordinates[column * axes + axis] as number)
        squares[pair++] = isUnordered ? Number(difference !== 0) : difference * difference
      }
    }
    return squares
  })
}
