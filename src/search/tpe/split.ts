/** Splits a history into good and bad trials, for a Parzen estimator of each. */
import type { Direction } from '../compare/direction.ts'
import { exclusiveVolume } from '../compare/hypervolume.ts'
import { dominates, type Losses, nonDominatedFronts, toLosses } from '../compare/pareto.ts'
import { expectedEnds } from '../early-stopping/expected-ends.ts'
import type { Params } from '../space/params.ts'
import type { Trial } from '../trial.ts'

export interface Split {
  good: Params[] // best first
  isRanked: boolean // true with one objective; with several, the order within a front has little meaning
  bad: Params[] // oldest first
  judged: number // trials with a result
  started: number // trials with a result, failed ones, and running or waiting ones
}

interface Judged {
  trial: Trial
  tier: number // 0: with a value or an expected one, 1: other pruned ones, 2: complete but violating outcome constraints
  losses: Losses // for tier 0
  score: readonly [number, number] // for the other tiers, in lexical order, lower is better
}

/**
 * Complete trials come first, ordered by value, or by non-domination and hypervolume. With one objective, pruned trials
 * are among them with the value that they would probably have ended with (see expected-ends.ts). Other pruned trials come
 * next, those with most steps first, then by last report. Trials that violate outcome constraints come last, by the size of the
 * violation. Failed trials and complete ones without a finite value are always bad. So are running trials ("constant
 * liar"), so that parallel suggestions look elsewhere. Cancelled trials are ignored.
 *
 * @param goodCount  returns the number of good trials, given the number of judged ones
 */
export function split(
  history: readonly Trial[],
  directions: readonly Direction[],
  goodCount: (judged: number) => number,
): Split {
  const judged: Judged[] = []
  let others = 0
  const [direction] = directions
  const ends =
    direction && directions.length === 1
      ? expectedEnds(history, direction)
      : new Map<Trial, number>()
  for (const trial of history) {
    const one = judge(trial, directions, ends.get(trial))
    if (one !== null) judged.push(one)
    else if (trial.state !== 'cancelled') others += 1
  }
  const count = Math.min(judged.length, goodCount(judged.length))
  const complete = judged.filter(({ tier }) => tier === 0)
  const rest = judged
    .filter(({ tier }) => tier > 0)
    .sort((a, b) => a.tier - b.tier || a.score[0] - b.score[0] || a.score[1] - b.score[1])
  const best = directions.length === 1 ? bestOfOne(complete, count) : bestOfSeveral(complete, count)
  const good = [...best, ...rest].slice(0, count).map(({ trial }) => trial)
  const isGood = new Set(good)
  const bad: Params[] = []
  for (const trial of history) {
    if (trial.state !== 'cancelled' && !isGood.has(trial)) bad.push(trial.params)
  }
  return {
    good: good.map(({ params }) => params),
    isRanked: directions.length === 1,
    bad,
    judged: judged.length,
    started: judged.length + others,
  }
}

function judge(
  trial: Trial,
  directions: readonly Direction[],
  expected: number | undefined,
): Judged | null {
  const { state, values, reports, violations } = trial
  if (expected !== undefined) return { trial, tier: 0, losses: [expected], score: [0, 0] }
  if (state === 'pruned') {
    let last = 0
    for (const step of reports.keys()) last = Math.max(last, step)
    const value = reports.get(last) ?? Number.NaN
    const [loss = Number.POSITIVE_INFINITY] = toLosses([value], directions.slice(0, 1))
    // trials without a report come after all trials with one
    return { trial, tier: 1, losses: [], score: [last === 0 ? 1 : -last, loss] }
  }
  if (state !== 'complete' || values === null || !values.every(Number.isFinite)) return null
  const excess = (violations ?? []).reduce((sum, value) => sum + Math.max(0, value), 0)
  const losses = toLosses(values, directions)
  return { trial, tier: excess > 0 ? 2 : 0, losses, score: [excess, 0] }
}

/** Selects the first in a stable order. Only a few of many are needed, so the others are not sorted. */
function bestOfOne(complete: readonly Judged[], count: number): Judged[] {
  const best: Judged[] = []
  const lossAt = (place: number) => best[place]?.losses[0] as number
  for (const one of complete) {
    const loss = one.losses[0] as number
    if (best.length === count && (count === 0 || loss >= lossAt(count - 1))) continue
    let place = Math.min(best.length, count - 1)
    while (place > 0 && lossAt(place - 1) > loss) {
      best[place] = best[place - 1] as Judged
      place -= 1
    }
    best[place] = one
  }
  return best
}

/** Selects whole fronts while they fit, and from the next front the points that add the most hypervolume. */
function bestOfSeveral(complete: readonly Judged[], count: number): Judged[] {
  const best: Judged[] = []
  for (const front of nonDominatedFronts(complete, (a, b) => dominates(a.losses, b.losses))) {
    if (best.length >= count) break
    const members = front.map((i) => complete[i] as Judged)
    best.push(...spread(members, count - best.length))
  }
  return best
}

/**
 * Greedily selects the points of a front that together dominate the largest volume. The more points are selected, the
 * less another one adds. So an earlier value is an upper bound, and only the leading points are computed again.
 *
 * @see Guerreiro, Fonseca and Paquete 2016, "Greedy hypervolume subset selection in low dimensions", Evol. Comput. 24(3)
 */
function spread(front: readonly Judged[], count: number): Judged[] {
  if (front.length <= count) return [...front]
  const reference = referencePoint(front.map(({ losses }) => losses))
  const open = front.map((one) => ({ one, added: Number.POSITIVE_INFINITY }))
  const chosen: Judged[] = []
  while (chosen.length < count) {
    const others = chosen.map(({ losses }) => losses)
    let leader = -1
    let most = Number.NEGATIVE_INFINITY
    for (const [i, entry] of open.entries()) {
      if (entry.added <= most) continue
      entry.added = exclusiveVolume(entry.one.losses, others, reference)
      if (entry.added > most) [leader, most] = [i, entry.added]
    }
    chosen.push(...open.splice(leader, 1).map(({ one }) => one))
  }
  return chosen
}

/** Returns a point slightly worse than the worst of each objective, so that the ends of the front count too. */
function referencePoint(losses: readonly Losses[]): number[] {
  return (losses[0] ?? []).map((_, i) => {
    const column = losses.map((one) => one[i] as number)
    const [least, most] = [Math.min(...column), Math.max(...column)]
    return most + (most > least ? 0.1 * (most - least) : 1)
  })
}
