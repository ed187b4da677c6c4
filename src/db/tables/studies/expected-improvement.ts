/** What a study expects of its next trial. */
import type { Sql } from '../../client.ts'
import type { Expected } from '../../rows.ts'

/**
 * Appends an estimate unless a newer one is there. Of a full history, every second estimate is kept, and only the
 * newest may be without a value.
 */
export async function addExpected(
  sql: Sql,
  studyId: string,
  { trials, value }: Expected,
): Promise<void> {
  // SQL: compares and appends in one statement, because several processes may have computed it
  await sql.query(
    `UPDATE study SET expected_history = (
       SELECT coalesce(jsonb_agg(point ORDER BY place), '[]')
       FROM jsonb_array_elements(expected_history) WITH ORDINALITY AS p(point, place)
       WHERE point->>'value' IS NOT NULL AND (jsonb_array_length(expected_history) < 60 OR place % 2 = 1))
       || jsonb_build_object('trials', $2::int, 'value', $3::float8)
     WHERE id = $1 AND coalesce((expected_history->-1->>'trials')::int, -1) < $2`,
    [studyId, trials, value],
  )
}
