/** What changes in a study's row: state, clock, trial numbers. */
import type { Sql } from '../../client.ts'
import type { StudyState } from '../../rows.ts'

/** Ends, pauses or resumes a study, if it is in one of the states `from`; keeps the running clock. */
export async function setStudyState(
  sql: Sql,
  change: { studyId: string; from: StudyState[]; to: StudyState; stopReason?: string },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE study SET state = $2, stop_reason = coalesce($3, stop_reason),
       ended_at = CASE WHEN $2 IN ('complete', 'failed', 'cancelled') THEN now() ELSE NULL END,
       active_ms = active_ms + CASE WHEN resumed_at IS NULL THEN 0
                                    ELSE (extract(epoch FROM now() - resumed_at) * 1000)::bigint END,
       resumed_at = CASE WHEN $2 = 'running' THEN now() ELSE NULL END
     WHERE id = $1 AND state = ANY($4)`,
    [change.studyId, change.to, change.stopReason ?? null, change.from],
  )
  return rowCount === 1
}

/** Takes the next `count` trial numbers; returns the first. */
export async function takeNumbers(
  sql: Sql,
  take: { studyId: string; count: number; suggested: number },
): Promise<number> {
  const { rows } = await sql.query<{ first: number }>({
    name: 'take numbers',
    text: `UPDATE study SET next_number = next_number + $2, suggestion_count = suggestion_count + $3
     WHERE id = $1 RETURNING next_number - $2 AS first`,
    values: [take.studyId, take.count, take.suggested],
  })
  const first = rows[0]?.first
  if (first === undefined) throw new Error(`study ${take.studyId} is gone`)
  return first
}

export async function markExhausted(sql: Sql, studyId: string): Promise<void> {
  await sql.query('UPDATE study SET is_exhausted = true WHERE id = $1', [studyId])
}
