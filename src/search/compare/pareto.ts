/**
 * Pareto order of points whose coordinates are losses: lower is better in each. NaN counts as the worst.
 *
 * @see Deb et al. 2002, "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE TEC 6(2)
 */
import type { Direction } from './direction.ts'

export type Losses = readonly number[] // one per objective

/** Converts values to losses, where lower is better; NaN becomes Infinity. */
export function toLosses(values: readonly number[], directions: readonly Direction[]): number[] {
  return directions.map((direction, i) => {
    const value = values[i] ?? Number.NaN
    if (Number.isNaN(value)) return Number.POSITIVE_INFINITY
    return direction === 'minimize' ? value : -value
  })
}

/** Whether a point is nowhere worse and somewhere better. */
export function dominates(one: Losses, other: Losses): boolean {
  let isBetter = false
  for (let i = 0; i < one.length; i++) {
    const [a, b] = [one[i] as number, other[i] as number]
    if (a > b) return false
    if (a < b) isBetter = true
  }
  return isBetter
}

/**
 * Returns indices of the points by front: no point dominates the first front, only the first front dominates
 * the second, and so on.
 *
 * @param wins  whether the first of two points dominates the second
 */
export function nonDominatedFronts<Point>(
  points: readonly Point[],
  wins: (one: Point, other: Point) => boolean,
): number[][] {
  const losers: number[][] = points.map(() => [])
  const winners = points.map(() => 0)
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      const [one, other] = [points[i] as Point, points[j] as Point]
      const [winner, loser] = wins(one, other) ? [i, j] : wins(other, one) ? [j, i] : [-1, -1]
      if (winner < 0) continue
      losers[winner]?.push(loser)
      winners[loser] = (winners[loser] as number) + 1
    }
  }
  const fronts: number[][] = []
  let front = winners.flatMap((count, i) => (count === 0 ? i : []))
  while (front.length > 0) {
    fronts.push(front)
    const next: number[] = []
    for (const i of front) {
      for (const loser of losers[i] ?? []) {
        winners[loser] = (winners[loser] as number) - 1
        if (winners[loser] === 0) next.push(loser)
      }
    }
    front = next.sort((a, b) => a - b)
  }
  return fronts
}

/** Returns the indices of the non-dominated points, ascending, in O(points × front size). */
export function paretoFront(points: readonly Losses[]): number[] {
  const order = points
    .map((_, i) => i)
    .sort((i, j) => compareLexically(points[i] as Losses, points[j] as Losses))
  const front: number[] = []
  for (const i of order) {
    const point = points[i] as Losses
    // a point that dominates another comes before it in lexical order
    if (!front.some((j) => dominates(points[j] as Losses, point))) front.push(i)
  }
  return front.sort((a, b) => a - b)
}

/**
 * Computes the crowding distance of each point of a front: the sum over the objectives of the distance between its
 * neighbours, as a share of the front's range. Infinite at the ends.
 */
export function crowdingDistances(front: readonly Losses[]): number[] {
  const distances = front.map(() => 0)
  for (let objective = 0; objective < (front[0]?.length ?? 0); objective++) {
    const at = (i: number | undefined) => front[i as number]?.[objective] as number
    const order = front.map((_, i) => i).sort((i, j) => at(i) - at(j) || i - j)
    const range = at(order.at(-1)) - at(order[0])
    for (const [place, i] of order.entries()) {
      const isEnd = place === 0 || place === order.length - 1
      const gap = isEnd ? Number.POSITIVE_INFINITY : at(order[place + 1]) - at(order[place - 1])
      // skip an infinite loss, and an objective in which the whole front is equal
      const share = isEnd ? gap : range > 0 && Number.isFinite(range) ? gap / range : 0
      distances[i] = (distances[i] as number) + share
    }
  }
  return distances
}

export function compareLexically(one: Losses, other: Losses): number {
  for (let i = 0; i < one.length; i++) {
    const [a, b] = [one[i] as number, other[i] as number]
    if (a !== b) return a < b ? -1 : 1
  }
  return 0
}
