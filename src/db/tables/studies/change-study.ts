/**
 * Changes of a study's row: state, clock, trial numbers, budget. All run under the study's lock in the transaction
 * that holds it: SQL, because Prisma would use another connection.
 */
import type { Sql } from '../../client.ts'
import type { StopReason, StudyState } from '../../rows.ts'

/** Raises the version of a study whose running trials have improved, and wakes those who wait for it. */
export async function tellImproved(sql: Sql, studyId: string): Promise<void> {
  // SQL: one statement, without a lock that it would hold while it waits for another
  await sql.query(
    `WITH raised AS (UPDATE study SET version = version + 1 WHERE id = $1 AND state = 'running' RETURNING id)
     SELECT pg_notify('sweepd_study_' || md5(current_schema()), id) FROM raised`,
    [studyId],
  )
}

/** Ends, pauses or resumes a study if its state is one of `from`; stops or starts its clock. */
export async function setStudyState(
  sql: Sql,
  change: { studyId: string; from: StudyState[]; to: StudyState; stopReason?: StopReason },
): Promise<boolean> {
  // SQL: under the study's lock, by the server's clock
  const { rowCount } = await sql.query(
    `UPDATE study SET state = $2, stop_reason = coalesce($3, stop_reason),
       ended_at = CASE WHEN $2 IN ('complete', 'failed', 'cancelled') THEN now() ELSE NULL END,
       active_ms = active_ms + CASE WHEN resumed_at IS NULL THEN 0
                                    ELSE (extract(epoch FROM now() - resumed_at) * 1000)::bigint END,
       resumed_at = CASE WHEN $2 = 'running' THEN now() ELSE NULL END,
       phase = CASE WHEN $2 IN ('complete', 'failed', 'cancelled') THEN 'done' ELSE phase END
     WHERE id = $1 AND state = ANY($4)`,
    [change.studyId, change.to, change.stopReason ?? null, change.from],
  )
  return rowCount === 1
}

/**
 * Takes the next `count` trial numbers; returns the first.
 *
 * @param take  `suggested`, `copies`: how many of them are for suggestions, or for copies of trials
 */
export async function takeNumbers(
  sql: Sql,
  take: { studyId: string; count: number; suggested: number; copies?: number },
): Promise<number> {
  // SQL: in the transaction of the study's lock, once for each suggestion
  const { rows } = await sql.query<{ first: number }>({
    name: 'take numbers',
    text: `UPDATE study SET next_number = next_number + $2, suggestion_count = suggestion_count + $3,
       copy_count = copy_count + $4
     WHERE id = $1 RETURNING next_number - $2 AS first`,
    values: [take.studyId, take.count, take.suggested, take.copies ?? 0],
  })
  const first = rows[0]?.first
  if (first === undefined) throw new Error(`study ${take.studyId} is gone`)
  return first
}

export async function markExhausted(sql: Sql, studyId: string): Promise<void> {
  // SQL: in the transaction of the study's lock
  await sql.query('UPDATE study SET is_exhausted = true WHERE id = $1', [studyId])
}

/** Running time at which the search ends, before the study's seconds are over. */
export async function setSearchSeconds(sql: Sql, studyId: string, seconds: number): Promise<void> {
  // SQL: in the transaction of the study's lock
  await sql.query('UPDATE study SET search_seconds = $2 WHERE id = $1', [studyId, seconds])
}

/** Undefined fields are left unchanged. */
export interface StudyChanges {
  name?: string | undefined
  tags?: string[] | undefined
  note?: string | null | undefined // null: no note
  parallelism?: number | undefined
  budget?: Partial<Record<'trials' | 'seconds' | 'target', number | undefined>> | undefined
}

export async function updateStudy(
  sql: Sql,
  studyId: string,
  { name, tags, note, parallelism, budget = {} }: StudyChanges,
): Promise<void> {
  // SQL: in the transaction of the study's lock, 5 times as fast as by Prisma (`npm run bench -- db`)
  await sql.query(
    `UPDATE study SET name = coalesce($2, name), parallelism = coalesce($3, parallelism),
       max_trials = coalesce($4, max_trials), max_seconds = coalesce($5, max_seconds), target = coalesce($6, target),
       spec = jsonb_set(spec, '{budget}', spec->'budget' || $7),
       tags = coalesce($8, tags), note = CASE WHEN $9 THEN $10 ELSE note END
     WHERE id = $1`,
    [
      studyId,
      name ?? null,
      parallelism ?? null,
      budget.trials ?? null,
      budget.seconds ?? null,
      budget.target ?? null,
      JSON.stringify(budget),
      tags ?? null,
      note !== undefined,
      note ?? null,
    ],
  )
}

/** Reopens a study that its budget had ended. */
export async function reopenStudy(sql: Sql, studyId: string): Promise<void> {
  // SQL: in the transaction of the study's lock
  await sql.query(
    `UPDATE study SET state = 'running', phase = 'search', stop_reason = NULL, ended_at = NULL, resumed_at = now()
     WHERE id = $1 AND state IN ('complete', 'failed') AND stop_reason LIKE 'budget.%'`,
    [studyId],
  )
}

/** Hides a study and schedules its removal; a study that is deleted already keeps its time. */
export async function markDeleted(
  sql: Sql,
  studyId: string,
  { seconds, resumeWhenRestored }: { seconds: number; resumeWhenRestored: boolean },
): Promise<void> {
  // SQL: in the transaction of the study's lock, by the server's clock
  await sql.query(
    `UPDATE study SET delete_at = now() + $2 * interval '1 s', resume_when_restored = $3
     WHERE id = $1 AND delete_at IS NULL`,
    [studyId, seconds, resumeWhenRestored],
  )
}

/** @returns whether the study ran when it was deleted */
export async function unmarkDeleted(sql: Sql, studyId: string): Promise<boolean> {
  // SQL: in the transaction of the study's lock; the values before the change
  const { rows } = await sql.query<{ ran: boolean }>(
    `UPDATE study s SET delete_at = NULL, resume_when_restored = false
     FROM (SELECT id, resume_when_restored FROM study WHERE id = $1) AS before
     WHERE s.id = before.id RETURNING before.resume_when_restored AS ran`,
    [studyId],
  )
  return rows[0]?.ran === true
}

/** Foreign keys delete its trials and events too; epochs and blobs have none. */
export async function deleteStudyRow(sql: Sql, studyId: string): Promise<void> {
  // SQL: in the transaction of the study's lock, which may take minutes here
  await sql.query('DELETE FROM study WHERE id = $1', [studyId])
}
