/** Best-so-far curves of several studies on one axis. */
import type { AnswerOf, Study } from '../../api/types.ts'

export type Improvement = AnswerOf<'getCurves'>['best'][number]

export type By = 'trials' | 'time'

/**
 * @param best  trials that improved on all before, oldest first
 * @param end   where the study has come to on the axis: the curve is drawn to there
 * @returns     steps: [position, best value so far]
 */
export function bestSteps(
  best: readonly Improvement[],
  { by, end }: { by: By; end: number },
): [number, number][] {
  const steps = best.flatMap(({ number, seconds, value }): [number, number][] => {
    const at = by === 'trials' ? number + 1 : seconds
    return at === null ? [] : [[at, value]]
  })
  const last = steps.at(-1)
  if (last === undefined || end <= last[0]) return steps
  return [...steps, [end, last[1]]]
}

/** How far a study has come on the axis. */
export function endOf(
  study: Pick<Study, 'trials' | 'createdAt' | 'endedAt'>,
  by: By,
  now: number,
): number {
  if (by === 'trials') {
    const { complete, pruned, failed, cancelled } = study.trials
    return complete + pruned + failed + cancelled
  }
  const until = study.endedAt === null ? now : Date.parse(study.endedAt)
  return (until - Date.parse(study.createdAt)) / 1000
}

/** Parts of a study's specification that are compared in a table of their own. */
export function settingsOf({ spec, budget, parallelism }: Study): Record<string, unknown> {
  const { dataset, objective, objectives, sampler, pruner, validation, space, seed } =
    spec as Record<string, unknown>
  return {
    dataset,
    objective: objective ?? objectives,
    budget,
    parallelism,
    sampler,
    pruner,
    validation,
    seed,
    space,
  }
}

export const mostStudies = 8 // as many as there are colours
