/** When trials were trained, and by whom. */
import type { Sql } from '../client.ts'

/** Trials that one owner claimed together: lanes of one training, or one trial. */
export interface TrainedGroup {
  owner: string // worker, or client of an external study
  device: string | null
  start: number // seconds after the study was created
  end: number // when the last of them ended; running ones: now
  first: number // number of the first trial
  trials: number
  copies: number // of them, finalists and refits
  running: number
  complete: number
  pruned: number
  failed: number
  cancelled: number
}

/** By start. Waiting trials are left out, imported ones were not trained here. Null if the study does not exist. */
export async function readTrainedGroups(
  sql: Sql,
  studyId: string,
): Promise<{ createdAt: Date; groups: TrainedGroup[] } | null> {
  const count = (state: string) => `count(*) FILTER (WHERE t.state = '${state}')::int AS ${state}`
  const states = ['running', 'complete', 'pruned', 'failed', 'cancelled']
  const seconds = (moment: string) => `extract(epoch FROM ${moment} - s.created_at)::float8`
  // SQL: groups in the database, by the server's clock
  const { rows } = await sql.query<TrainedGroup & { createdAt: Date }>(
    `SELECT s.created_at AS "createdAt", g.* FROM study s LEFT JOIN LATERAL (
       SELECT coalesce(t.lease_owner, '') AS owner, min(t.device) AS device, ${seconds('t.started_at')} AS start,
         max(${seconds('coalesce(t.ended_at, now())')}) AS "end", min(t.number) AS first, count(*)::int AS trials,
         count(t.copy_of)::int AS copies, ${states.map(count).join(', ')}
       FROM trial t WHERE t.study_id = s.id AND t.started_at IS NOT NULL AND t.state <> 'waiting'
       GROUP BY t.lease_owner, t.started_at) AS g ON true
     WHERE s.id = $1 ORDER BY g.start, g.first`,
    [studyId],
  )
  const [row] = rows
  if (row === undefined) return null
  // one row of nulls for a study without any
  const groups = rows
    .filter(({ trials }) => trials !== null)
    .map(({ createdAt: _, ...group }) => group)
  return { createdAt: row.createdAt, groups }
}
