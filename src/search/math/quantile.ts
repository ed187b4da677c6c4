/**
 * Interpolates a quantile linearly (Hyndman and Fan 1996, type 7). Returns NaN for an empty list, and where a NaN value
 * is used.
 *
 * @param sorted  ascending or descending; the share counts from the start
 * @param share   in [0, 1]
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const position = share * (sorted.length - 1)
  const below = sorted[Math.floor(position)] ?? Number.NaN
  const above = sorted[Math.ceil(position)] ?? Number.NaN
  return below + (above - below) * (position - Math.floor(position))
}
