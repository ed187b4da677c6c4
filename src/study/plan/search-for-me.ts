/** Studies that name a dataset and `budget.seconds` but no space: "search for me". */
import type { DatasetSummary } from '../../data/summary.ts'
import type { Sql } from '../../db/client.ts'
import type { Fault } from '../../errors.ts'
import { samplers } from '../../search/samplers/index.ts'
import { type PostedStudy, StudyFields } from '../posted-study.ts'
import { inherits } from '../suggest/inheritance.ts'
import { gatherFacts } from './facts.ts'
import { readMachine } from './machine.ts'
import { type Plan, planStudy } from './plan-study.ts'

/**
 * Samplers that need points of a grid, or that train in parts, get the default space instead: its holes have points,
 * and it has no schedule that a part would cut off.
 */
export function asksForPlan(posted: PostedStudy): boolean {
  const { dataset, space, budget, sampler } = posted
  const suits = !samplers[sampler.type].isFinite && !inherits(posted)
  return dataset !== undefined && space === undefined && budget.seconds !== undefined && suits
}

/**
 * The study with everything that the rules choose.
 *
 * @param given  fields that the body has
 */
export async function planPosted(
  sql: Sql,
  { posted, given }: { posted: PostedStudy; given: ReadonlySet<string> },
  data: DatasetSummary,
): Promise<{ posted: PostedStudy; plan: Plan } | { faults: Fault[] }> {
  const { seconds = 0 } = posted.budget
  const facts = gatherFacts(data, { ...posted.budget, seconds }, await readMachine(sql))
  const { validation, objective } = posted
  const planned = planStudy(facts, { fields: given, validation, objective })
  if ('faults' in planned) return planned
  return { posted: StudyFields.parse({ ...posted, ...planned.fields }), plan: planned.plan }
}
