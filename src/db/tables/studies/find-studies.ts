/** Studies that are looked for, and single facts of them. */
import type { Finished } from '../../../search/warm-start.ts'
import type { Db, Sql } from '../../client.ts'

/** Null: there is no such study. */
export function findStudy(
  { prisma }: Pick<Db, 'prisma'>,
  studyId: string,
): Promise<{ id: string } | null> {
  return prisma.study.findUnique({ where: { id: studyId }, select: { id: true } })
}

/** What is known of the study's dataset besides its rows; null: there is no such study, or it has none. */
export async function findSummary(
  { prisma }: Pick<Db, 'prisma'>,
  studyId: string,
): Promise<unknown> {
  const found = await prisma.study.findUnique({
    where: { id: studyId },
    select: { dataset: { select: { summary: true } } },
  })
  return found?.dataset?.summary ?? null
}

/** Trials of another study that the sampler learns from; empty: the study begins with none. */
export async function readWarmHistory(sql: Sql, studyId: string): Promise<Finished[]> {
  // SQL: read in the caller's transaction, which a second connection could wait for
  const { rows } = await sql.query<{ history: Finished[] | null }>(
    `SELECT warm_start -> 'history' AS history FROM study WHERE id = $1`,
    [studyId],
  )
  return rows[0]?.history ?? []
}

/**
 * Running studies that time alone may move on. What clients train moves with their calls: of such studies those that
 * a silent client holds up, whose time is over, or that are done and were not ended.
 */
export async function studiesToRepair(sql: Sql): Promise<string[]> {
  // SQL: compares with the server's clock
  const { rows } = await sql.query<{ id: string }>(
    `SELECT s.id FROM study s WHERE s.state = 'running' AND (
       s.dataset_id IS NOT NULL
       OR s.active_ms + extract(epoch FROM now() - s.resumed_at) * 1000 >= s.max_seconds * 1000
       OR (s.waiting_count + s.running_count = 0 AND (s.next_number >= s.max_trials OR s.is_exhausted))
       OR EXISTS (SELECT FROM trial t
                  WHERE t.study_id = s.id AND t.state = 'running' AND t.lease_expires_at < now()))`,
  )
  return rows.map((row) => row.id)
}
