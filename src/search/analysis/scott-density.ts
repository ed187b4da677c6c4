/**
 * Estimates densities on a grid of cells 0 … size − 1 from the number of observations in each.
 *
 * @see Scott 1992, "Multivariate density estimation", eq. 3.24 and 3.30 (the bandwidth); Watanabe, Bansal and Hutter
 *      2023, "PED-ANOVA", IJCAI, app. B (the grid and the kernels)
 */
import { normalCdf } from '../math/normal.ts'

const narrowest = 0.5 / 1.64 // 90 % of such a kernel lies in its own cell

/**
 * Sums normal kernels truncated at the ends of the grid: one for each occupied cell, weighted by count, and one wide
 * kernel of weight 1 as prior.
 *
 * @param counts  number of observations by cell, at least one in total
 * @returns       the mass of each cell
 */
export function orderedDensity(counts: Uint32Array): Float64Array {
  const size = counts.length
  const occupied = [...counts.keys()].filter((cell) => counts[cell] !== 0)
  const sigma = bandwidth(occupied, counts)
  const total = occupied.reduce((sum, cell) => sum + (counts[cell] as number), 1)
  // kernels are centered in cells, so a mass depends only on the distance
  const masses = Float64Array.from({ length: size }, (_, distance) =>
    massBetween((distance - 0.5) / sigma, (distance + 0.5) / sigma),
  )
  const density = new Float64Array(size)
  for (const center of occupied) {
    const inside = massBetween((-0.5 - center) / sigma, (size - 0.5 - center) / sigma)
    const weight = (counts[center] as number) / total / inside
    for (let cell = 0; cell < size; cell++) {
      const mass = masses[Math.abs(cell - center)] as number
      density[cell] = (density[cell] as number) + weight * mass
    }
  }
  const middle = (size - 1) / 2
  const inside = massBetween(-0.5, 0.5)
  for (let cell = 0; cell < size; cell++) {
    const mass = massBetween((cell - 0.5 - middle) / size, (cell + 0.5 - middle) / size)
    density[cell] = (density[cell] as number) + mass / inside / total
  }
  return density
}

/** The kernel of each occupied category includes one observation from the prior, spread over all categories. */
export function categoricalDensity(counts: Uint32Array): Float64Array {
  const size = counts.length
  const kernels = counts.reduce((sum, count) => sum + (count === 0 ? 0 : 1), 1)
  const total = counts.reduce((sum, count) => sum + count, 1)
  const row = 1 + size / kernels // sum of one kernel before normalisation
  return Float64Array.from(counts, (count) => {
    const spread = (total - 1) / kernels / row
    return (spread + count / row + 1 / size) / total
  })
}

/** Scott's rule, with the smaller of the deviation and the scaled interquartile range. */
function bandwidth(occupied: readonly number[], counts: Uint32Array): number {
  const total = occupied.reduce((sum, cell) => sum + (counts[cell] as number), 0)
  const mean = occupied.reduce((sum, cell) => sum + cell * (counts[cell] as number), 0) / total
  const squares = occupied.reduce(
    (sum, cell) => sum + (cell - mean) ** 2 * (counts[cell] as number),
    0,
  )
  const deviation = Math.sqrt(squares / Math.max(1, total - 1))
  const lower = cellReaching(Math.floor(total / 4), (sum, share) => sum >= share)
  const upper = cellReaching(Math.floor((total * 3) / 4), (sum, share) => sum > share)
  return Math.max(narrowest, 1.059 * Math.min((upper - lower) / 1.34, deviation) * total ** -0.2)

  function cellReaching(share: number, isReached: (sum: number, share: number) => boolean): number {
    let sum = 0
    for (const cell of occupied) {
      sum += counts[cell] as number
      if (isReached(sum, share)) return cell
    }
    return occupied.at(-1) ?? 0
  }
}

/** The mass of the standard normal distribution; uses the nearer tail to avoid cancellation. */
function massBetween(from: number, to: number): number {
  return from > 0 ? normalCdf(-from) - normalCdf(-to) : normalCdf(to) - normalCdf(from)
}
