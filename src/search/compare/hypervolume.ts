/**
 * Computes the hypervolume of points: the volume that they dominate below a reference point. Exact for any number of
 * objectives; takes milliseconds for up to four objectives and a few hundred points.
 *
 * Two objectives are computed by a sweep. For more, the exclusive volumes of the points are added up; each is computed
 * from the other points limited to its box (WFG).
 *
 * @see While, Bradstreet and Barone 2012, "A fast way of calculating exact hypervolumes", IEEE TEC 16(1)
 */
import { compareLexically, type Losses, paretoFront } from './pareto.ts'

/** @param reference  worst loss of each objective; points that are not below it everywhere are ignored */
export function hypervolume(points: readonly Losses[], reference: Losses): number {
  const inside = points.filter((point) => point.every((loss, i) => loss < (reference[i] as number)))
  return sweepVolume(nonDominated(inside), reference)
}

/** Computes the part of the hypervolume that only this point of the front dominates. */
export function exclusiveVolume(
  point: Losses,
  others: readonly Losses[],
  reference: Losses,
): number {
  const box = point.reduce((volume, loss, i) => volume * ((reference[i] as number) - loss), 1)
  const limited = others.map((other) => other.map((loss, i) => Math.max(loss, point[i] as number)))
  return box - sweepVolume(nonDominated(limited), reference)
}

function sweepVolume(front: readonly Losses[], reference: Losses): number {
  if (front.length === 0) return 0
  if (reference.length <= 2) return sweepArea(front, reference)
  // worst in the last objective first: then few points remain inside its box
  const sorted = front.toSorted((a, b) => (b.at(-1) as number) - (a.at(-1) as number))
  return sorted.reduce(
    (volume, point, i) => volume + exclusiveVolume(point, sorted.slice(i + 1), reference),
    0,
  )
}

/** Sweeps along the first objective; with one objective the result is a length. */
function sweepArea(front: readonly Losses[], [x = 0, y]: Losses): number {
  const sorted = front.toSorted(compareLexically)
  if (y === undefined) return x - (sorted[0]?.[0] as number)
  let area = 0
  let top = y
  for (const [first, second] of sorted as [number, number][]) {
    area += (x - first) * (top - second)
    top = second
  }
  return area
}

/** Returns the non-dominated points without duplicates. */
function nonDominated(points: readonly Losses[]): Losses[] {
  const front = paretoFront(points).map((i) => points[i] as Losses)
  const sorted = front.sort(compareLexically)
  return sorted.filter(
    (point, i) => i === 0 || compareLexically(point, sorted[i - 1] as Losses) !== 0,
  )
}
