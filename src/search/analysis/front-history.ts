/** Computes the Pareto front and its hypervolume trial by trial. */
import { exclusiveVolume } from '../compare/hypervolume.ts'
import { dominates, type Losses } from '../compare/pareto.ts'

export interface FrontHistory {
  front: number[] // indices of the non-dominated trials, ascending; the first of equal ones
  /** One entry for each trial that was on the front when it ended; null: the front had too many points. */
  growth: { index: number; volume: number }[] | null
}

const pointsFollowed = 1_000 // maximum size of a front: each volume then takes milliseconds

/**
 * Yields about every `pause` comparisons.
 *
 * @param losses     one column per objective, lower is better
 * @param reference  worst loss of each objective; null: do not compute volumes
 */
export function* frontHistory(
  losses: readonly Float64Array[],
  reference: Losses | null,
  pause = 10_000,
): Generator<void, FrontHistory> {
  const count = losses[0]?.length ?? 0
  let front: { index: number; point: Losses }[] = []
  let growth: FrontHistory['growth'] = reference === null ? null : []
  let volume = 0
  let work = 0
  for (let index = 0; index < count; index++) {
    const point = losses.map((column) => column[index] as number)
    work += front.length + 1
    const winner = front.findIndex((member) => isNoWorse(member.point, point))
    if (winner >= 0) {
      // a trial that dominated one is likely to dominate the next, so try it first
      if (winner > 0) front.unshift(...front.splice(winner, 1))
    } else {
      if (front.length > pointsFollowed) growth = null
      if (growth !== null && reference !== null && isInside(point, reference)) {
        const others = front.map((member) => member.point)
        const inside = others.filter((other) => isInside(other, reference))
        volume += exclusiveVolume(point, inside, reference)
        growth.push({ index, volume })
        work += inside.length ** (losses.length - 1)
      }
      front = front.filter((member) => !dominates(point, member.point))
      front.push({ index, point })
    }
    if (work < pause) continue
    work = 0
    yield
  }
  return { front: front.map((member) => member.index).sort((a, b) => a - b), growth }
}

function isNoWorse(one: Losses, other: Losses): boolean {
  for (let i = 0; i < one.length; i++) {
    if ((one[i] as number) > (other[i] as number)) return false
  }
  return true
}

function isInside(point: Losses, reference: Losses): boolean {
  return point.every((loss, i) => loss < (reference[i] as number))
}
