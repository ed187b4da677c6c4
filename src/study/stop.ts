/** Why a study should stop before its trials are used up. */
import type { Sql } from '../db/client.ts'
import type { StudyRow } from '../db/studies.ts'
import { type Ended, stagnation } from '../search/no-improvement.ts'
import { createRecentlyUsed } from './recently-used.ts'
import { objectivesOf, type StudySpec } from './study-spec.ts'
import type { Suggester } from './suggester.ts'

/**
 * @returns  the rule that ends the study, `budget.` and its name, and where the name does not say it all a colon and
 *           what was measured; null when none does
 */
export async function stopReasonOf(
  sql: Sql,
  suggester: Suggester,
  study: StudyRow,
): Promise<string | null> {
  if (study.maxSeconds !== null && study.activeSeconds >= study.maxSeconds) return 'budget.seconds'
  if (study.counts.complete === 0) return null
  return (
    (await reachesTarget(sql, study)) ??
    (await findsNothingBetter(sql, study)) ??
    (await expectsNothingBetter(sql, suggester, study))
  )
}

async function reachesTarget(sql: Sql, study: StudyRow): Promise<string | null> {
  if (study.target === null) return null
  const sign = study.direction === 'minimize' ? 1 : -1
  const { rows } = await sql.query<{ rankValue: number }>(
    `SELECT rank_value AS "rankValue" FROM trial WHERE study_id = $1 AND state = 'complete'
     ORDER BY rank_value, number LIMIT 1`,
    [study.id],
  )
  const best = rows[0]
  return best && best.rankValue <= sign * study.target ? 'budget.target' : null
}

async function findsNothingBetter(sql: Sql, study: StudyRow): Promise<string | null> {
  const spec = study.spec as StudySpec
  const { noImprovement } = spec.budget
  if (noImprovement === undefined) return null
  if (study.counts.complete + study.counts.pruned <= noImprovement.trials) return null
  const { rows } = await sql.query<Ended>(
    `SELECT number, CASE WHEN state = 'complete' THEN values END AS values FROM trial
     WHERE study_id = $1 AND state IN ('complete', 'pruned') ORDER BY number`,
    [study.id],
  )
  const directions = objectivesOf(spec).map(({ direction }) => direction)
  const { trials, best } = stagnation(rows, directions, noImprovement.minDelta)
  if (trials < noImprovement.trials) return null
  return `budget.noImprovement: ${trials} trials since trial ${best}, the last that was better`
}

async function expectsNothingBetter(
  sql: Sql,
  suggester: Suggester,
  study: StudyRow,
): Promise<string | null> {
  const { expectedImprovement: threshold } = (study.spec as StudySpec).budget
  if (threshold === undefined) return null
  const expected = await improvementOf(sql, suggester, study)
  if (expected === null || expected >= threshold) return null
  return `budget.expectedImprovement: ${expected.toPrecision(3)} is expected of the next trial`
}

/** A process is fitted once for each result: asked again before the next one, the answer is the same. */
const known = createRecentlyUsed<{ ended: number; expected: number | null }>(() => 1, 100)

async function improvementOf(
  sql: Sql,
  { memory, threads }: Suggester,
  study: StudyRow,
): Promise<number | null> {
  const { complete, pruned, failed } = study.counts
  const ended = complete + pruned + failed
  const before = known.get(study.id)
  if (before?.ended === ended) return before.expected
  const { id, direction, seed } = study
  const loaded = { ...(await memory.load(sql, study)), id }
  const history = await memory.history(sql, id)
  const expected = await threads.improvement(loaded, history, { direction, seed })
  known.set(study.id, { ended, expected })
  return expected
}
