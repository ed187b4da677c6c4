/** Finds studies and single facts about them. */
import type { Finished } from '../../../search/warm-start.ts'
import type { Db, Sql } from '../../client.ts'

/** Null if the study does not exist. */
export function findStudy(
  { prisma }: Pick<Db, 'prisma'>,
  studyId: string,
): Promise<{ id: string } | null> {
  return prisma.study.findUnique({ where: { id: studyId }, select: { id: true } })
}

/** Summary of the study's dataset; null if the study does not exist or has no dataset. */
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

/** Warm-start trials of another study for the sampler; empty without a warm start. */
export async function readWarmHistory(sql: Sql, studyId: string): Promise<Finished[]> {
  // SQL: runs in the caller's transaction; a second connection could deadlock with it
  const { rows } = await sql.query<{ history: Finished[] | null }>(
    `SELECT warm_start -> 'history' AS history FROM study WHERE id = $1`,
    [studyId],
  )
  return rows[0]?.history ?? []
}

/** Deleted studies whose time to undo is over. */
export async function studiesToRemove(sql: Sql): Promise<string[]> {
  // SQL: compares with the server's clock
  const { rows } = await sql.query<{ id: string }>(
    'SELECT id FROM study WHERE delete_at <= now() ORDER BY delete_at',
  )
  return rows.map((row) => row.id)
}

/**
 * Running studies that need the repair timer. Studies trained by clients move with their calls, so only those with an
 * expired lease, an expired time budget, or a missed end.
 */
export async function studiesToRepair(sql: Sql): Promise<string[]> {
  // SQL: compares with the server's clock
  const { rows } = await sql.query<{ id: string }>(
    `SELECT s.id FROM study s WHERE s.state = 'running' AND (
       s.dataset_id IS NOT NULL
       OR s.active_ms + extract(epoch FROM now() - s.resumed_at) * 1000
         >= coalesce(s.search_seconds, s.max_seconds) * 1000
       OR (s.waiting_count + s.running_count = 0 AND (s.next_number - s.copy_count >= s.max_trials OR s.is_exhausted))
       OR EXISTS (SELECT FROM trial t
                  WHERE t.study_id = s.id AND t.state = 'running' AND t.lease_expires_at < now()))`,
  )
  return rows.map((row) => row.id)
}
