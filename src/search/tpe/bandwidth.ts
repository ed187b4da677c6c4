/**
 * How wide the kernel of each observation is: as far as the farther of its two neighbours in that coordinate,
 * within limits ("magic clip") that keep the kernels of few observations wide.
 *
 * @see Bergstra et al. 2011, "Algorithms for hyper-parameter optimization", NIPS, §4.2; the limits are those of
 *   hyperopt's and Optuna's code; Watanabe 2023, "Tree-structured Parzen estimator", arXiv:2304.11127, §3.3.4
 */

/** Deviations of kernels on [0, 1], and the indices of the observations in ascending order. */
export interface Bandwidths {
  sigmas: Float64Array // [observations]
  order: Uint32Array // [observations]
}

export function bandwidths(coordinates: Float64Array, narrowest: number): Bandwidths {
  const n = coordinates.length
  const sigmas = new Float64Array(n)
  const order = ascending(coordinates)
  for (let rank = 0; rank < n; rank++) {
    const index = order[rank] as number
    const here = coordinates[index] as number
    // the ends of the interval are neighbours of a single observation only
    const before =
      rank > 0 ? (coordinates[order[rank - 1] as number] as number) : n === 1 ? 0 : here
    const after =
      rank < n - 1 ? (coordinates[order[rank + 1] as number] as number) : n === 1 ? 1 : here
    sigmas[index] = Math.min(1, Math.max(narrowest, here - before, after - here))
  }
  return { sigmas, order }
}

/** The magic clip's lower limit for so many observations: with the prior they are one kernel more. */
export function magicClip(observations: number): number {
  return 1 / Math.min(100, observations + 2)
}

const grid = 2 ** 32

/**
 * Sorted as numbers that hold both the coordinate, to 2^-32, and the index: a comparator would be called
 * n log n times.
 */
function ascending(coordinates: Float64Array): Uint32Array {
  const n = coordinates.length
  const keys = new Float64Array(n)
  for (let i = 0; i < n; i++) keys[i] = Math.floor((coordinates[i] as number) * grid) * n + i
  keys.sort()
  const order = new Uint32Array(n)
  for (let rank = 0; rank < n; rank++) order[rank] = (keys[rank] as number) % n
  return order
}
