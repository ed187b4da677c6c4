/** How long a study has found nothing better. */
import type { Direction } from './direction.ts'
import { dominates, type Losses, toLosses } from './pareto.ts'

export interface Ended {
  number: number
  values: readonly number[] | null // null: pruned
}

export interface Stagnation {
  trials: number // that ended since the last improvement; 0 before the first complete trial
  best: number | null // the trial that improved last
}

/**
 * One objective: a trial improves when it is better than the last improvement by more than `minDelta`. Several: when
 * no earlier trial is as good in all of them, so that it adds to the Pareto front.
 *
 * @param ended  complete and pruned trials, in the order of their numbers; NaN improves nothing
 */
export function stagnation(
  ended: readonly Ended[],
  directions: readonly Direction[],
  minDelta: number,
): Stagnation {
  const isOne = directions.length === 1
  let best: number | null = null
  let since = 0
  let front: Losses[] = []
  for (const { number, values } of ended) {
    const losses = values === null ? [] : toLosses(values, directions)
    const improves =
      losses.length > 0 &&
      losses.every(Number.isFinite) &&
      !front.some((other) => (isOne ? !isLower(losses, other, minDelta) : isCovered(losses, other)))
    if (improves) {
      front = isOne ? [losses] : [...front.filter((other) => !dominates(losses, other)), losses]
      best = number
      since = 0
    } else if (best !== null) since += 1
  }
  return { trials: since, best }
}

function isLower([loss = 0]: Losses, [other = 0]: Losses, minDelta: number): boolean {
  return minDelta > 0 ? other - loss > minDelta : loss < other
}

function isCovered(losses: Losses, other: Losses): boolean {
  return losses.every((loss, i) => loss >= (other[i] as number))
}
