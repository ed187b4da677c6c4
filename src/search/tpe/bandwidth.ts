/**
 * Computes the width of each observation's kernel: the distance to its farther neighbour in that coordinate,
 * within limits ("magic clip") that keep the kernels wide while there are few observations.
 *
 * @see Bergstra et al. 2011, "Algorithms for hyper-parameter optimization", NIPS, §4.2; the limits are those of
 *   hyperopt's and Optuna's code; Watanabe 2023, "Tree-structured Parzen estimator", arXiv:2304.11127, §3.3.4
 */

/** Deviations of kernels on [0, 1], and indices of the observations by ascending coordinate. */
export interface Bandwidths {
  sigmas: Float64Array // [observations]
  order: Uint32Array // [observations]
}

export function bandwidths(coordinates: Float64Array, narrowest: number): Bandwidths {
  const n = coordinates.length
  const sigmas = new Float64Array(n)
  const order = ascending(coordinates)
  // the ends of the interval are neighbours of a single observation only
  let before = n === 1 ? 0 : (coordinates[order[0] as number] as number)
  for (let rank = 0; rank < n; rank++) {
    const index = order[rank] as number
    const here = coordinates[index] as number
    const end = n === 1 ? 1 : here
    const after = rank < n - 1 ? (coordinates[order[rank + 1] as number] as number) : end
    sigmas[index] = Math.min(1, Math.max(narrowest, here - before, after - here))
    before = here
  }
  return { sigmas, order }
}

/** The lower limit of the magic clip for this number of observations; the prior is one more kernel. */
export function magicClip(observations: number): number {
  return 1 / Math.min(100, observations + 2)
}

const maxMoves = 8 // of each observation

/**
 * Sorts indices by ascending coordinate; the sort is stable. Coordinates are first distributed into as many cells of
 * equal width as there are observations, so little sorting remains unless they cluster.
 */
function ascending(coordinates: Float64Array): Uint32Array {
  const n = coordinates.length
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (let i = 0; i < n; i++) {
    const here = coordinates[i] as number
    if (here < least) least = here
    if (here > most) most = here
  }
  const scale = most > least ? (n - 1) / (most - least) : 0
  const cells = new Uint32Array(n)
  const starts = new Uint32Array(n + 1)
  for (let i = 0; i < n; i++) {
    const cell = Math.floor(((coordinates[i] as number) - least) * scale)
    cells[i] = cell
    starts[cell + 1] = (starts[cell + 1] as number) + 1
  }
  for (let cell = 0; cell < n; cell++) {
    starts[cell + 1] = (starts[cell + 1] as number) + (starts[cell] as number)
  }
  const order = new Uint32Array(n)
  for (let i = 0; i < n; i++) {
    const cell = cells[i] as number
    const place = starts[cell] as number
    order[place] = i
    starts[cell] = place + 1
  }
  return sortedWithin(order, coordinates)
}

/** Insertion sort, with one step for each inverted pair; falls back to an ordinary sort when there are many. */
function sortedWithin(order: Uint32Array, coordinates: Float64Array): Uint32Array {
  const n = order.length
  let moves = maxMoves * n
  for (let rank = 1; rank < n; rank++) {
    const index = order[rank] as number
    const here = coordinates[index] as number
    let place = rank
    while (place > 0 && (coordinates[order[place - 1] as number] as number) > here) {
      order[place] = order[place - 1] as number
      place -= 1
    }
    order[place] = index
    moves -= rank - place
    if (moves < 0) {
      return order.sort((i, j) => (coordinates[i] as number) - (coordinates[j] as number) || i - j)
    }
  }
  return order
}
