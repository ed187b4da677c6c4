/** Selects the observations that a Gaussian process learns from a study's history. */
import type { Direction } from '../compare/direction.ts'
import { type Losses, toLosses } from '../compare/pareto.ts'
import { expectedEnds } from '../early-stopping/expected-ends.ts'
import type { Rng } from '../rng.ts'
import type { Params } from '../space/params.ts'
import type { Trial } from '../trial.ts'
import { leastPenalty } from './penalties.ts'

export interface Observation {
  params: Params
  losses: Losses // finite
  violations: readonly number[] | null // of outcome constraints; null: unknown
}

export interface Observations {
  judged: Observation[]
  failed: Params[]
  pending: Params[] // of trials that run or wait
}

/**
 * A complete trial gives its values; if they are not all finite, or all are penalties (see penalties.ts), it counts as
 * failed. With one objective, a pruned trial gives the value that it would probably have ended with
 * (see expected-ends.ts), or without complete trials to compare with its last report, limited to their median. A pruned trial without a finite report is ignored, as is a cancelled trial.
 */
export function observe(history: readonly Trial[], directions: readonly Direction[]): Observations {
  const judged: Observation[] = []
  const failed: Params[] = []
  const pending: Params[] = []
  const pruned: { params: Params; loss: number }[] = []
  const [direction] = directions
  const ends = direction && directions.length === 1 ? expectedEnds(history, direction) : new Map()
  for (const trial of history) {
    const { state, params, values, reports, violations } = trial
    if (state === 'running' || state === 'waiting') pending.push(params)
    else if (state === 'failed') failed.push(params)
    else if (state === 'complete') {
      const losses = toLosses(values ?? [], directions)
      const isKnown = [...losses, ...(violations ?? [])].every(Number.isFinite)
      if (isKnown) judged.push({ params, losses, violations: violations ?? [] })
      else failed.push(params)
    } else if (state === 'pruned' && directions.length === 1) {
      const value = [...reports].toSorted(([a], [b]) => a - b).at(-1)?.[1] ?? Number.NaN
      const [last = Number.NaN] = toLosses([value], directions)
      const loss = ends.get(trial) ?? last
      if (Number.isFinite(loss)) pruned.push({ params, loss })
    }
  }
  const measured = withoutPenalties(judged, failed)
  const ordered = measured.map(({ losses }) => losses[0] as number).sort((a, b) => a - b)
  const median = ordered[Math.floor(ordered.length / 2)] ?? Number.NEGATIVE_INFINITY
  for (const { params, loss } of pruned) {
    measured.push({ params, losses: [Math.max(median, loss)], violations: null })
  }
  return { judged: measured, failed, pending }
}

/** Counts trials in which every value is a penalty as failed. */
function withoutPenalties(judged: readonly Observation[], failed: Params[]): Observation[] {
  const count = judged[0]?.losses.length ?? 0
  const least = Array.from({ length: count }, (_, objective) =>
    leastPenalty(judged.map(({ losses }) => losses[objective] as number)),
  )
  return judged.filter(({ params, losses }) => {
    const isPenalty = losses.every((loss, objective) => loss >= (least[objective] as number))
    if (isPenalty) failed.push(params)
    return !isPenalty
  })
}

/**
 * Selects at most `count` observations, best first: half of them are the best ones, and the others are drawn
 * from the rest, so that the process still learns which regions are bad.
 */
export function informative<T extends { value: number }>(
  observations: readonly T[],
  count: number,
  rng: Rng,
): T[] {
  const ordered = observations.toSorted((a, b) => a.value - b.value)
  if (ordered.length <= count) return ordered
  const best = ordered.slice(0, Math.ceil(count / 2))
  const others = drawn(ordered.slice(best.length), count - best.length, rng)
  return [...best, ...others.sort((a, b) => a.value - b.value)]
}

/** The first steps of a Fisher–Yates shuffle. */
function drawn<T>(items: readonly T[], count: number, rng: Rng): T[] {
  const pool = [...items]
  for (let index = 0; index < Math.min(count, pool.length); index++) {
    const other = index + rng.int(pool.length - index)
    ;[pool[index], pool[other]] = [pool[other] as T, pool[index] as T]
  }
  return pool.slice(0, count)
}
