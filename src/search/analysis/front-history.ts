/** The Pareto front as it grew, trial by trial, and the hypervolume that it had gained. */
import { exclusiveVolume } from '../compare/hypervolume.ts'
import { dominates, type Losses } from '../compare/pareto.ts'

export interface FrontHistory {
  front: number[] // indices of the trials that nothing dominates, ascending; of equal ones the first
  /** After each trial that was on the front when it came; null: the front had too many points to follow. */
  growth: { index: number; volume: number }[] | null
}

const pointsFollowed = 1_000 // of a front: a volume then costs milliseconds

/**
 * Yields after every `pause` comparisons or so.
 *
 * @param losses     one column an objective, lower is better
 * @param reference  worst loss of each objective; null: no volume is computed
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
      // who beat one is likely to beat the next
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
