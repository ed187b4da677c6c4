/** Why a study should stop before its trials are used up. */
import type { Sql } from '../db/client.ts'
import type { StudyRow } from '../db/studies.ts'

/** @returns the rule that ends the study, null when none does */
export async function stopReasonOf(sql: Sql, study: StudyRow): Promise<string | null> {
  if (study.maxSeconds !== null && study.activeSeconds >= study.maxSeconds) return 'budget.seconds'
  if (study.target !== null && study.counts.complete > 0) {
    const sign = study.direction === 'minimize' ? 1 : -1
    const { rows } = await sql.query<{ rankValue: number }>(
      `SELECT rank_value AS "rankValue" FROM trial WHERE study_id = $1 AND state = 'complete'
       ORDER BY rank_value, number LIMIT 1`,
      [study.id],
    )
    const best = rows[0]
    if (best && best.rankValue <= sign * study.target) return 'budget.target'
  }
  return null
}
