/** Asks the study's pruner. */
import type { PruneReason, Pruner } from '../../search/pruner.ts'
import { pruners } from '../../search/pruners/index.ts'
import type { Trial } from '../../search/trial.ts'
import { chosen } from '../../tagged-union.ts'
import { firstObjective, listObjectives } from '../objectives.ts'
import type { StudySpec } from '../study-spec.ts'

/** Can the study's pruner end a trial at all? */
export function prunes({ pruner }: Pick<StudySpec, 'pruner'>): boolean {
  return pruners[pruner.type].stops
}

/** Epochs after which training waits for a verdict. */
export function decisionSteps(spec: Pick<StudySpec, 'pruner'>, lastStep: number): number[] {
  const { definition, options } = chosen<Pruner>(pruners, spec.pruner)
  return definition.decidesAt(lastStep, options)
}

/** What verdicts depend on, beside the trials. */
type Judging = Pick<StudySpec, 'pruner' | 'objective' | 'objectives'> &
  Partial<Pick<StudySpec, 'ordered' | 'parallelism'>>

/** Reports that were just made. */
export interface Reported {
  number: number // of the trial
  steps: readonly number[] // ascending: a trainer reports several epochs at once
  lastStep: number | null // after which the trial ends by itself; null: unknown
}

/**
 * Judges each report as if it were the newest, in their order: a rung inside a batch of reports is decided like one
 * at its end.
 *
 * @returns against what the trial lost, or false
 */
export function firstVerdict(
  trials: readonly Trial[],
  spec: Judging,
  { number, steps, lastStep }: Reported,
): PruneReason | false {
  const trial = trials.find((one) => one.number === number)
  if (!trial || trial.auditedFrom !== undefined) return false
  const { definition, options } = chosen<Pruner>(pruners, spec.pruner)
  const peers = trials.filter(isPeer(spec, number)).map(asStopped)
  const { direction } = firstObjective(spec)
  const objectives = listObjectives(spec)
  const directions =
    objectives.length > 1 ? { directions: objectives.map((one) => one.direction) } : {}
  for (const step of judgedSteps(spec, { steps, lastStep })) {
    const reports = new Map([...trial.reports].filter(([at]) => at <= step))
    const context = {
      trial: { ...trial, reports },
      step,
      lastStep,
      peers,
      direction,
      ...directions,
    }
    const verdict = definition.shouldPrune(context, options)
    if (verdict) return verdict
  }
  return false
}

/**
 * `ordered`: a trial is judged by exactly those that it was suggested from. They have all ended, so that verdicts, too,
 * depend on nothing that runs beside it.
 */
function isPeer({ ordered, parallelism = 1 }: Judging, number: number) {
  const newest = ordered ? number - parallelism : Number.POSITIVE_INFINITY
  return (one: Trial) => one.number !== number && one.number <= newest
}

/** `ordered`: where training waits. Elsewhere it is left to chance how much further a trial comes. */
function judgedSteps(
  spec: Judging,
  { steps, lastStep }: Pick<Reported, 'steps' | 'lastStep'>,
): readonly number[] {
  if (!spec.ordered || lastStep === null) return steps
  const decisions = new Set(decisionSteps(spec, lastStep))
  return steps.filter((step) => decisions.has(step))
}

/** An audited trial as it would be had it stopped: its later reports must not change how others are judged. */
function asStopped(trial: Trial): Trial {
  const { auditedFrom: last, state, reports, vectors } = trial
  if (last === undefined) return trial
  const until = <Value>(steps: ReadonlyMap<number, Value>) =>
    new Map([...steps].filter(([step]) => step <= last))
  return {
    ...trial,
    state: state === 'complete' ? 'pruned' : state,
    values: null,
    reports: until(reports),
    ...(vectors ? { vectors: until(vectors) } : {}),
  }
}
