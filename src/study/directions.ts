/** Directions of objectives: built-in metrics have a default, metrics of external studies do not. */
import { findMetric } from '../engine/metrics/index.ts'
import type { Fault } from '../errors.ts'
import type { NamedStudy } from './check/fill-in-study.ts'
import type { Objective } from './objectives.ts'
import type { PostedStudy } from './posted-study.ts'
import type { StudySpec } from './study-spec.ts'

type Posted = NonNullable<PostedStudy['objective']>

/**
 * Fills in a direction for every objective.
 *
 * @returns directions are meaningless if there are faults or unknown metrics: such a study is rejected
 */
export function withDirections(posted: NamedStudy): { spec: StudySpec; faults: Fault[] } {
  const faults: Fault[] = []
  const isExternal = posted.dataset === undefined
  const directed = (objective: Posted, pointer: string): Objective => {
    const better = isExternal ? null : (findMetric(objective.metric)?.better ?? null)
    const detail = directionFault(objective, better, isExternal)
    if (detail !== null) faults.push({ pointer: `${pointer}/direction`, detail })
    return { ...objective, direction: objective.direction ?? better ?? 'minimize' }
  }
  const { objective, objectives, ...rest } = posted
  const spec = {
    ...rest,
    ...(objective && { objective: directed(objective, '/objective') }),
    ...(objectives && {
      objectives: objectives.map((one, i) => directed(one, `/objectives/${i}`)),
    }),
  }
  return { spec, faults }
}

function directionFault(
  { metric, direction, sure }: Posted,
  better: Objective['direction'] | null,
  isExternal: boolean,
): string | null {
  if (direction === undefined) {
    return isExternal
      ? `is missing: give "minimize" or "maximize", because ${JSON.stringify(metric)} is not a built-in metric`
      : null
  }
  if (better === null || direction === better || sure) return null
  return `${direction} ${metric} would rank the worst trials first: ${better} it, or leave the direction out; to do it anyway, add "sure": true to the objective`
}
