/** Counts the trials since a study last improved. */
import type { Direction } from './direction.ts'
import { dominates, type Losses, toLosses } from './pareto.ts'

export interface Ended {
  number: number
  values: readonly number[] | null // null: pruned
}

export interface Stagnation {
  trials: number // trials that ended since the last improvement; 0 before the first complete trial
  best: number | null // number of the trial that improved last
}

/**
 * With one objective, a trial improves when it is better than the last improvement by more than `minDelta`. With
 * several, it improves when no earlier trial is as good in all of them, so it extends the Pareto front.
 *
 * @param ended  complete and pruned trials, in the order of their numbers; NaN is not an improvement
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
