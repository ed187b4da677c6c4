/** Rules that stop a study before its trials are used up. */
import type { Sql } from '../../db/client.ts'
import type { StopReason } from '../../db/rows.ts'
import { addExpected } from '../../db/tables/studies/expected-improvement.ts'
import type { StudyRow } from '../../db/tables/studies/study-row.ts'
import { readEnds } from '../../db/tables/trials/history.ts'
import { readIsTargetReached } from '../../db/tables/trials/ranking.ts'
import { stagnation } from '../../search/compare/no-improvement.ts'
import { searchEnd } from '../finalists/search-end.ts'
import { listObjectives } from '../objectives.ts'
import { storedSpec } from '../study-spec.ts'
import type { Suggester } from '../suggest/suggester.ts'

/** The expected improvement after this number of ended trials must be computed. */
export interface ImprovementNeeded {
  improvementAfter: number
}

/**
 * @param improvementAfter  accept the expected improvement after this number of ended trials or more; null: after all
 *   trials that have ended now
 * @returns  the rule that ends the study (`budget.` and its name, where needed with a colon and the measured value);
 *   null if none does; an object if an improvement must be computed first, outside the study's lock
 */
export async function findStopReason(
  sql: Sql,
  study: StudyRow,
  improvementAfter: number | null,
): Promise<StopReason | null | ImprovementNeeded> {
  const mostSeconds = searchEnd(study)
  if (mostSeconds !== null && study.activeSeconds >= mostSeconds) return 'budget.seconds'
  if (study.target !== null && (await readIsTargetReached(sql, study.id))) return 'budget.target'
  if (study.counts.complete === 0) return null
  return (await findsNothingBetter(sql, study)) ?? expectsNothingBetter(study, improvementAfter)
}

async function findsNothingBetter(sql: Sql, study: StudyRow): Promise<StopReason | null> {
  const spec = storedSpec(study)
  const { noImprovement } = spec.budget
  if (noImprovement === undefined) return null
  if (study.counts.complete + study.counts.pruned <= noImprovement.trials) return null
  const ended = await readEnds(sql, study.id)
  const directions = listObjectives(spec).map(({ direction }) => direction)
  const { trials, best } = stagnation(ended, directions, noImprovement.minDelta)
  if (trials < noImprovement.trials) return null
  return `budget.noImprovement: ${trials} trials since trial ${best}, the last that was better`
}

function expectsNothingBetter(
  study: StudyRow,
  improvementAfter: number | null,
): StopReason | null | ImprovementNeeded {
  const { expectedImprovement: threshold } = storedSpec(study).budget
  if (threshold === undefined) return null
  const { expected } = study
  if (expected === null || expected.trials < (improvementAfter ?? endedTrials(study))) {
    return { improvementAfter: endedTrials(study) }
  }
  const { value } = expected
  if (value === null || value >= threshold) return null
  return `budget.expectedImprovement: ${value.toPrecision(3)} is expected of the next trial`
}

/** Computes and stores the expected improvement, which takes long, unless it is known for the trials that have ended. */
export async function learnImprovement(
  sql: Sql,
  { memory, threads }: Suggester,
  study: StudyRow,
): Promise<void> {
  const trials = endedTrials(study)
  if (study.expected !== null && study.expected.trials >= trials) return
  const { id, direction, seed } = study
  const loaded = { ...(await memory.load(sql, study)), id }
  const history = await memory.history(sql, id)
  const value = await threads.improvement(loaded, history, { direction, seed })
  await addExpected(sql, id, { trials, value })
}

function endedTrials({ counts: { complete, pruned, failed } }: StudyRow): number {
  return complete + pruned + failed
}
