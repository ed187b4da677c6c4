/**
 * Linear between neighbours (Hyndman and Fan 1996, type 7); NaN only where NaN is reached, or for no values.
 *
 * @param sorted  in either order, counted from its start
 * @param share   in [0, 1]
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const position = share * (sorted.length - 1)
  const below = sorted[Math.floor(position)] ?? Number.NaN
  const above = sorted[Math.ceil(position)] ?? Number.NaN
  return below + (above - below) * (position - Math.floor(position))
}
