/** What people want to hear of studies while they run: that one started, improved, ended. */
import type { Sql } from '../../db/client.ts'
import type { StudyState } from '../../db/tables/studies/study-row.ts'

/** How a study stands. */
export interface Standing {
  id: string
  name: string
  state: StudyState
  stopReason: string | null
  metric: string
  best: { number: number; value: number } | null
  ended: number // trials
  createdAt: Date
}

export interface Headline {
  message: string
  fields: Record<string, unknown>
}

/** @param since  a study that was made before it is no news */
export function headlines(before: Standing | undefined, now: Standing, since: Date): Headline[] {
  const { id, name, state, stopReason, metric, best, ended } = now
  const study = { study: name, id }
  const news: Headline[] = []
  const isNew = before === undefined && now.createdAt >= since
  if (before === undefined && !isNew) return news
  if (isNew) news.push({ message: 'study started', fields: study })
  const isBetter =
    best !== null && (best.number !== before?.best?.number || best.value !== before.best.value)
  if (isBetter) {
    const fields = { ...study, metric, value: best.value, trial: best.number, trials: ended }
    news.push({ message: 'study improved', fields })
  }
  const was = before?.state ?? 'running'
  if (state === was) return news
  if (state === 'paused') news.push({ message: 'study paused', fields: study })
  else if (state === 'running') news.push({ message: 'study goes on', fields: study })
  else {
    const result = best === null ? {} : { metric, value: best.value, trial: best.number }
    const fields = { ...study, state, reason: stopReason, trials: ended, ...result }
    news.push({ message: 'study ended', fields })
  }
  return news
}

/** Studies that are there no more are left out. */
export async function readStandings(sql: Sql, ids: readonly string[]): Promise<Standing[]> {
  const { rows } = await sql.query<Standing>(
    `SELECT s.id, s.name, s.state, s.stop_reason AS "stopReason", s.created_at AS "createdAt",
       coalesce(s.spec->'objective'->>'metric', s.spec->'objectives'->0->>'metric') AS metric,
       s.complete_count + s.pruned_count + s.failed_count + s.cancelled_count AS ended,
       (SELECT json_build_object('number', t.number, 'value', t.value) FROM trial t
        WHERE t.study_id = s.id AND t.state = 'complete' AND t.rank_value < 'infinity'
        ORDER BY t.rank_value, t.number LIMIT 1) AS best
     FROM study s WHERE s.id = ANY($1)`,
    [ids],
  )
  return rows
}
