/**
 * Asynchronous successive halving: at each rung a trial continues if it is among the best 1/η of the trials that have
 * reached the rung so far, including itself. Until `minPeers` others have reached it, every trial continues.
 *
 * A trial competes at a rung with its best value up to its first report from the rung's step on and before the next
 * rung's; without such a report it is not at that rung. Ties continue, and so does a trial that lost by no more than the noise of its value; NaN is worse than every
 * number.
 *
 * With several objectives, trials are ordered by their reports at that step: by non-domination, and within a front by
 * crowding distance.
 *
 * Departs from the source: a trial that loses ends at once and is not kept for a later promotion. The best value so
 * far counts, not the last one, because a trial is judged by its best epoch, and networks that learn fast also overfit
 * early.
 *
 * @see Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning", MLSys, Alg. 2;
 *      Schmucker et al. 2021, "Multi-objective asynchronous successive halving", arXiv:2106.12639
 */
import { z } from 'zod'
import { bestFirst, bestOf, type Direction, isBetter } from '../compare/direction.ts'
import {
  crowdingDistances,
  dominates,
  type Losses,
  nonDominatedFronts,
  toLosses,
} from '../compare/pareto.ts'
import type { PruneContext, Verdict } from '../pruner.ts'
import type { Trial } from '../trial.ts'
import { findMargin, margin, marginDetails, withMargin } from './margin.ts'
import { reportsBy } from './reports-by.ts'
import { competingStep, type Rung, rungAt } from './rungs.ts'
import { warmupSteps } from './warmup.ts'

export interface Halving {
  pruner: string
  minResource: number
  reductionFactor: number
  minPeers: number | null
  margin: number | null
  warmupSteps: number
}

/** Options shared by `asha` and `hyperband`. */
export const rungOptions = {
  minPeers: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe(
      'other trials that must have reached a rung before one is stopped there; null: η, rounded up',
    ),
  margin,
  warmupSteps,
}

/** Additional keys of a verdict. */
export const rungDetails = {
  rung: 'where the trial lost, from 0',
  ...marginDetails,
  'front?': 'with several objectives: the non-dominated front of the trial, from 0',
}

/** Returns the first step of each rung, up to the last step. */
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

/** Judges a trial at a rung, among the given peers. */
export function stopAtRung(context: PruneContext, rule: Halving): Verdict {
  const { trial, step, peers } = context
  if (step <= rule.warmupSteps) return false
  const rung = rungAt(step, rule.minResource, rule.reductionFactor)
  // the first report decides the rung, even if a later report arrives twice
  if (rung === null || competingStep(trial, rung) !== step) return false
  const rivals = peers.filter((peer) => competingStep(peer, rung) !== null)
  if (rivals.length < (rule.minPeers ?? Math.ceil(rule.reductionFactor))) return false
  const promoted = Math.max(1, Math.floor((rivals.length + 1) / rule.reductionFactor))
  const lost =
    context.directions !== undefined
      ? outranked(context, context.directions, rivals, { rung, promoted })
      : beaten(context, rivals, { rung, promoted, margin: rule.margin })
  if (lost === null) return false
  const comparedWith = rivals.map(({ number }) => number)
  return { pruner: rule.pruner, step, rung: rung.index, ...lost, comparedWith }
}

interface Contest {
  rung: Rung
  promoted: number // number of trials that continue
}

/** Returns the value that the trial lost to; null if fewer than `promoted` trials are better. */
function beaten(
  context: PruneContext,
  rivals: readonly Trial[],
  { rung, promoted, margin: given }: Contest & { margin: number | null },
) {
  const { trial, step, direction } = context
  const value = bestBy(trial, step, direction)
  const better = rivals.flatMap((rival) => {
    const other = bestBy(rival, competingStep(rival, rung) ?? 0, direction)
    return isBetter(other, value, direction) ? other : []
  })
  if (better.length < promoted) return null
  const threshold = better.sort(bestFirst(direction))[promoted - 1] ?? Number.NaN
  const margin = findMargin(context, { value, compared: rivals, given })
  return { value, threshold, ...withMargin(margin, { value, threshold }) }
}

/** Returns a trial's best value up to a step; NaN if the value at the step is NaN. */
function bestBy(trial: Trial, step: number, direction: Direction): number {
  const here = trial.reports.get(step) ?? Number.NaN
  return Number.isNaN(here) ? here : bestOf(reportsBy(trial, step), direction)
}

/** With several objectives: the trial's place, from 1, and the last place to continue; ties share the best place. */
function outranked(
  { trial, step }: PruneContext,
  directions: readonly Direction[],
  rivals: readonly Trial[],
  { rung, promoted }: Contest,
) {
  const lossesAt = ({ vectors }: Trial, at: number): Losses => {
    const values = vectors?.get(at) ?? []
    const losses = toLosses(values, directions)
    // a trial that failed in one objective is not a useful compromise
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
