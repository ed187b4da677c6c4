/**
 * Asynchronous successive halving: at each rung a trial goes on when it is among the best 1/η of the
 * trials that reached the rung before it, itself included (the best one always, while there are
 * fewer than η).
 *
 * A trial competes at a rung with the best value that it has had by its first report from the rung's step on
 * and before the next rung's; without one it is not at that rung. Ties go on; NaN is worse than every number.
 *
 * With several objectives trials are ordered by what they report there: by non-domination, and within a front by how
 * much room they have.
 *
 * Departs from the source: a trial that loses ends at once; it is not kept for a later promotion. What counts is the
 * best value so far and not the last one, since a trial is worth its best epoch, and networks that learn fast
 * also overfit early.
 *
 * @see Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning", MLSys, Alg. 2;
 *      Schmucker et al. 2021, "Multi-objective asynchronous successive halving", arXiv:2106.12639
 */
import { bestFirst, bestOf, type Direction, isBetter } from '../compare/direction.ts'
import {
  crowdingDistances,
  dominates,
  type Losses,
  nonDominatedFronts,
  toLosses,
} from '../compare/pareto.ts'
import type { PruneContext, PruneReason } from '../pruner.ts'
import type { Trial } from '../trial.ts'
import { reportsBy } from './reports-by.ts'
import { competingStep, type Rung, rungAt } from './rungs.ts'

export interface Halving {
  pruner: string
  minResource: number
  reductionFactor: number
  warmupSteps: number
}

/** What a verdict says beside what every one says. */
export const rungDetails = {
  rung: 'at which it lost, from 0',
  'front?': 'with several objectives: of the non-dominated fronts its own, from 0',
}

/** Where the rungs begin, up to the last step. */
export function rungSteps(
  lastStep: number,
  {
    minResource,
    reductionFactor,
    warmupSteps,
  }: Pick<Halving, 'minResource' | 'reductionFactor' | 'warmupSteps'>,
): number[] {
  const steps: number[] = []
  for (let step = minResource; step <= lastStep; step *= reductionFactor) {
    if (Math.ceil(step) > warmupSteps) steps.push(Math.ceil(step))
  }
  return steps
}

/** The verdict at a rung, among the peers given. */
export function stopAtRung(context: PruneContext, rule: Halving): PruneReason | false {
  const { trial, step, peers } = context
  if (step <= rule.warmupSteps) return false
  const rung = rungAt(step, rule.minResource, rule.reductionFactor)
  // past the first report the rung is decided, also when a later report arrives twice
  if (rung === null || competingStep(trial, rung) !== step) return false
  const rivals = peers.filter((peer) => competingStep(peer, rung) !== null)
  const promoted = Math.max(1, Math.floor((rivals.length + 1) / rule.reductionFactor))
  const lost =
    context.directions !== undefined
      ? outranked(context, context.directions, rivals, { rung, promoted })
      : beaten(context, rivals, { rung, promoted })
  if (lost === null) return false
  const comparedWith = rivals.map(({ number }) => number)
  return { pruner: rule.pruner, step, rung: rung.index, ...lost, comparedWith }
}

interface Contest {
  rung: Rung
  promoted: number // how many go on
}

/** Against which value it lost; null: at most `promoted` trials are better. */
function beaten(
  { trial, step, direction }: PruneContext,
  rivals: readonly Trial[],
  { rung, promoted }: Contest,
) {
  const value = bestBy(trial, step, direction)
  const better = rivals.flatMap((rival) => {
    const other = bestBy(rival, competingStep(rival, rung) ?? 0, direction)
    return isBetter(other, value, direction) ? other : []
  })
  if (better.length < promoted) return null
  return { value, threshold: better.sort(bestFirst(direction))[promoted - 1] ?? Number.NaN }
}

/** The best value that a trial has had by the step; NaN where it is NaN there. */
function bestBy(trial: Trial, step: number, direction: Direction): number {
  const here = trial.reports.get(step) ?? Number.NaN
  return Number.isNaN(here) ? here : bestOf(reportsBy(trial, step), direction)
}

/** With several objectives: its place, from 1, and the last place that goes on; equal ones share the best place. */
function outranked(
  { trial, step }: PruneContext,
  directions: readonly Direction[],
  rivals: readonly Trial[],
  { rung, promoted }: Contest,
) {
  const lossesAt = ({ vectors }: Trial, at: number): Losses => {
    const values = vectors?.get(at) ?? []
    const losses = toLosses(values, directions)
    // what failed in one objective is no compromise
    return losses.includes(Number.POSITIVE_INFINITY)
      ? losses.map(() => Number.POSITIVE_INFINITY)
      : losses
  }
  const points = [
    lossesAt(trial, step),
    ...rivals.map((rival) => lossesAt(rival, competingStep(rival, rung) ?? 0)),
  ]
  let ahead = 0
  for (const [front, members] of nonDominatedFronts(points, dominates).entries()) {
    if (!members.includes(0)) {
      ahead += members.length
      continue
    }
    const room = crowdingDistances(members.map((i) => points[i] as Losses))
    const own = room[members.indexOf(0)] as number
    ahead += room.filter((other) => other > own).length
    return ahead < promoted ? null : { value: ahead + 1, threshold: promoted, front }
  }
  return null
}
