/** What a Gaussian process learns from a study's history. */
import { bestFirst, type Direction, isBetter } from '../direction.ts'
import type { Params } from '../params.ts'
import type { Rng } from '../rng.ts'
import type { Trial } from '../trial.ts'

export interface Observation {
  params: Params
  value: number
}

export interface Observations {
  judged: Observation[]
  failed: Params[]
  pending: Params[] // of trials that run or wait
}

/**
 * A complete trial gives its value, and one whose value is not finite counts as failed. A pruned trial
 * gives its last report, but is never taken to be better than the median of the complete ones, which is
 * about what it was stopped for; without a finite report it is ignored, as is a cancelled trial.
 */
export function observe(history: readonly Trial[], direction: Direction): Observations {
  const judged: Observation[] = []
  const failed: Params[] = []
  const pending: Params[] = []
  const pruned: Observation[] = []
  for (const { state, params, values, reports } of history) {
    if (state === 'running' || state === 'waiting') pending.push(params)
    else if (state === 'failed') failed.push(params)
    else if (state === 'complete') {
      const value = values?.[0] ?? Number.NaN
      if (Number.isFinite(value)) judged.push({ params, value })
      else failed.push(params)
    } else if (state === 'pruned') {
      const value = [...reports].toSorted(([a], [b]) => a - b).at(-1)?.[1] ?? Number.NaN
      if (Number.isFinite(value)) pruned.push({ params, value })
    }
  }
  const ordered = judged.map(({ value }) => value).sort(bestFirst(direction))
  const median = ordered[Math.floor(ordered.length / 2)]
  for (const { params, value } of pruned) {
    const isTooGood = median !== undefined && isBetter(value, median, direction)
    judged.push({ params, value: isTooGood ? median : value })
  }
  return { judged, failed, pending }
}

/**
 * At most `count` observations: the better half of them are the best ones, the others are drawn from
 * the rest, so that the process still knows where not to look.
 */
export function informative(
  observations: readonly Observation[],
  count: number,
  direction: Direction,
  rng: Rng,
): readonly Observation[] {
  if (observations.length <= count) return observations
  const compare = bestFirst(direction)
  const ordered = observations.toSorted((a, b) => compare(a.value, b.value))
  const best = ordered.slice(0, Math.ceil(count / 2))
  return [...best, ...drawn(ordered.slice(best.length), count - best.length, rng)]
}

/** The first steps of a Fisher–Yates shuffle. */
export function drawn<T>(items: readonly T[], count: number, rng: Rng): T[] {
  const pool = [...items]
  for (let index = 0; index < Math.min(count, pool.length); index++) {
    const other = index + rng.int(pool.length - index)
    ;[pool[index], pool[other]] = [pool[other] as T, pool[index] as T]
  }
  return pool.slice(0, count)
}
