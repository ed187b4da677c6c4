/**
 * How wide the kernel of each observation is: as far as the farther of its two neighbours in that coordinate,
 * within limits ("magic clip") that keep the kernels of few observations wide.
 *
 * @see Bergstra et al. 2011, "Algorithms for hyper-parameter optimization", NIPS, §4.2; the limits are those of
 *   hyperopt's and Optuna's code; Watanabe 2023, "Tree-structured Parzen estimator", arXiv:2304.11127, §3.3.4
 */

/** @returns  [observations], the deviations of kernels on [0, 1], in the order of the coordinates */
export function bandwidths(coordinates: Float64Array, narrowest: number): Float64Array {
  const n = coordinates.length
  const sigmas = new Float64Array(n)
  const order = ascending(coordinates)
  const at = (rank: number) => coordinates[order[rank] as number] as number
  for (let rank = 0; rank < n; rank++) {
    // the ends of the interval count as neighbours only of a single observation
    const below = rank > 0 ? at(rank) - at(rank - 1) : n === 1 ? at(rank) : 0
    const above = rank < n - 1 ? at(rank + 1) - at(rank) : n === 1 ? 1 - at(rank) : 0
    sigmas[order[rank] as number] = Math.min(1, Math.max(narrowest, below, above))
  }
  return sigmas
}

/** The magic clip's lower limit for so many observations: with the prior they are one kernel more. */
export function magicClip(observations: number): number {
  return 1 / Math.min(100, observations + 2)
}

const grid = 2 ** 32

/**
 * Indices of coordinates in [0, 1] in ascending order. Sorted as numbers that hold both the coordinate, to 2^-32,
 * and the index: a comparator would be called n log n times.
 */
function ascending(coordinates: Float64Array): Uint32Array {
  const n = coordinates.length
  const keys = coordinates.map((coordinate, index) => Math.floor(coordinate * grid) * n + index)
  return Uint32Array.from(keys.sort(), (key) => key % n)
}
