/** Runs the study's pruner. */
import type { PruneContext, Pruner, Spared, Verdict } from '../../search/pruner.ts'
import { pruners } from '../../search/pruners/index.ts'
import type { Trial } from '../../search/trial.ts'
import { chosen } from '../../tagged-union.ts'
import { firstObjective, listObjectives } from '../objectives.ts'
import type { StudySpec } from '../study-spec.ts'

/** Can the study's pruner stop trials at all? */
export function prunes({ pruner }: Pick<StudySpec, 'pruner'>): boolean {
  return pruners[pruner.type].stops
}

/** Epochs after which training waits for a verdict. */
export function decisionSteps(spec: Pick<StudySpec, 'pruner'>, lastStep: number): number[] {
  const { definition, options } = chosen<Pruner>(pruners, spec.pruner)
  return definition.decidesAt(lastStep, options)
}

export function isSpared(verdict: Verdict): verdict is Spared {
  return verdict !== false && verdict.isSpared === true
}

/** Settings that verdicts depend on, besides the trials. */
type Judging = Pick<StudySpec, 'pruner' | 'objective' | 'objectives'> &
  Partial<Pick<StudySpec, 'ordered' | 'parallelism'>>

/** New reports of a trial. */
export interface Reported {
  number: number // number of the trial
  steps: readonly number[] // ascending: a trainer reports several epochs at once
  lastStep: number | null // step after which the trial ends anyway; null: unknown
  noise?: PruneContext['noise'] // absent: in an external study
}

/**
 * Judges each report, in order, as if it were the newest, so that a rung inside a batch of reports is decided like one
 * at its end.
 *
 * @returns why to stop the trial; else why it nearly was, if noise spared it; else false
 */
export function firstVerdict(
  trials: readonly Trial[],
  spec: Judging,
  { number, steps, lastStep, noise }: Reported,
): Verdict {
  const trial = trials.find((one) => one.number === number)
  if (!trial || trial.auditedFrom !== undefined) return false
  const { definition, options } = chosen<Pruner>(pruners, spec.pruner)
  const peers = trials.filter(isPeer(spec, number)).map(asStopped)
  const { direction } = firstObjective(spec)
  const objectives = listObjectives(spec)
  const directions =
    objectives.length > 1 ? { directions: objectives.map((one) => one.direction) } : {}
  let spared: Spared | null = null
  for (const step of judgedSteps(spec, { steps, lastStep })) {
    const reports = new Map([...trial.reports].filter(([at]) => at <= step))
    const context = {
      trial: { ...trial, reports },
      step,
      lastStep,
      peers,
      direction,
      ...directions,
      ...(noise && { noise }),
    }
    const verdict = definition.judge(context, options)
    if (isSpared(verdict)) spared ??= verdict
    else if (verdict) return verdict
  }
  return spared ?? false
}

/**
 * `ordered`: a trial is judged only against the trials from which it was suggested. All of those have ended, so
 * verdicts do not depend on concurrent trials.
 */
function isPeer({ ordered, parallelism = 1 }: Judging, number: number) {
  const newest = ordered ? number - parallelism : Number.POSITIVE_INFINITY
  return (one: Trial) => one.number !== number && one.number <= newest
}

/**
 * `ordered`: only the steps where training waits for a verdict, because elsewhere a trial's progress depends on
 * timing.
 */
function judgedSteps(
  spec: Judging,
  { steps, lastStep }: Pick<Reported, 'steps' | 'lastStep'>,
): readonly number[] {
  if (!spec.ordered || lastStep === null) return steps
  const decisions = new Set(decisionSteps(spec, lastStep))
  return steps.filter((step) => decisions.has(step))
}

/** An audited trial as if it had been stopped: its later reports must not change how others are judged. */
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
