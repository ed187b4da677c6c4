/** Studies as the API answers them (design §6, fixed shapes). */
import type { Db, Sql } from '../db/client.ts'
import type { StudyState } from '../db/studies.ts'
import { Problem } from '../errors.ts'
import { type PruningAudit, pruningAudit } from './pruning-audit.ts'
import { type Objective, objectivesOf, type StudySpec } from './study-spec.ts'
import type { WarmStart } from './warm-start.ts'

export interface StudyAnswer {
  id: string
  name: string
  state: StudyState
  objective: Objective
  objectives: Objective[]
  dataset: string | null // id
  spec: StudySpec
  trials: Record<'waiting' | 'running' | 'complete' | 'pruned' | 'failed' | 'cancelled', number>
  best: { number: number; value: number; params: Record<string, unknown> } | null
  budget: { trials: number | null; seconds: number | null; target: number | null }
  parallelism: number | null
  warmStart: Omit<WarmStart, 'history'> | null
  stopReason: string | null
  pruning: PruningAudit | null // null where nothing is audited
  version: number
  createdAt: string
  endedAt: string | null
  activeSeconds: number
}

interface StudyRecord {
  id: string
  name: string
  state: StudyState
  datasetId: string | null
  spec: StudySpec
  trials: StudyAnswer['trials']
  best: StudyAnswer['best']
  maxTrials: number | null
  maxSeconds: number | null
  target: number | null
  parallelism: number | null
  warmStart: StudyAnswer['warmStart']
  stopReason: string | null
  version: number
  createdAt: Date
  endedAt: Date | null
  activeSeconds: number
}

/** One study for each id, with its best trial by index, in one statement. */
const selectStudies = `
  SELECT s.id, s.name, s.state, s.dataset_id AS "datasetId", s.spec, s.max_trials AS "maxTrials",
    s.max_seconds AS "maxSeconds", s.target, s.parallelism,
    s.warm_start - 'history' AS "warmStart", s.stop_reason AS "stopReason", s.version::int AS version,
    s.created_at AS "createdAt", s.ended_at AS "endedAt",
    (s.active_ms + CASE WHEN s.resumed_at IS NULL THEN 0
                        ELSE extract(epoch FROM now() - s.resumed_at) * 1000 END)::float8 / 1000 AS "activeSeconds",
    json_build_object('waiting', s.waiting_count, 'running', s.running_count, 'complete', s.complete_count,
      'pruned', s.pruned_count, 'failed', s.failed_count, 'cancelled', s.cancelled_count) AS trials,
    (SELECT json_build_object('number', t.number, 'value', t.value, 'params', t.params) FROM trial t
     WHERE t.study_id = s.id AND t.state = 'complete' AND t.rank_value < 'infinity' ORDER BY t.rank_value, t.number LIMIT 1) AS best
  FROM study s`

/** @throws Problem study-not-found */
export async function readStudyAnswer(sql: Sql, id: string): Promise<StudyAnswer> {
  const { rows } = await sql.query<StudyRecord>(`${selectStudies} WHERE s.id = $1`, [id])
  if (!rows[0]) throw new Problem('study-not-found', `No study ${id}.`)
  return presentStudy(rows[0], await auditOf(sql, rows[0]))
}

/** Most studies have none, and pay nothing for it. */
async function auditOf(sql: Sql, { id, spec }: StudyRecord): Promise<PruningAudit | null> {
  const { audit = 0 } = spec.pruner as { audit?: number }
  return audit > 0 ? pruningAudit(sql, id) : null
}

/** Newest first, after the study `after`. */
export async function listStudies(
  { prisma, pool }: Db,
  page: { limit: number; after: string | null; state: string | null; name: string | null },
): Promise<{ items: StudyAnswer[]; next: string | null }> {
  // ids are time-ordered (UUID version 7), so the id alone is the cursor
  const found = await prisma.study.findMany({
    select: { id: true },
    where: {
      ...(page.after === null ? {} : { id: { lt: page.after } }),
      ...(page.state === null ? {} : { state: page.state }),
      ...(page.name === null ? {} : { name: { contains: page.name, mode: 'insensitive' } }),
    },
    orderBy: { id: 'desc' },
    take: page.limit + 1,
  })
  const ids = found.slice(0, page.limit).map(({ id }) => id)
  const { rows } = await pool.query<StudyRecord>(
    `${selectStudies} WHERE s.id = ANY($1) ORDER BY s.id DESC`,
    [ids],
  )
  const next = found.length > page.limit ? (ids.at(-1) ?? null) : null
  const items = await Promise.all(
    rows.map(async (row) => presentStudy(row, await auditOf(pool, row))),
  )
  return { items, next }
}

function presentStudy(row: StudyRecord, pruning: PruningAudit | null): StudyAnswer {
  const objectives = objectivesOf(row.spec)
  const first = objectives[0]
  if (!first) throw new Error(`study ${row.id} has no objective`)
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    objective: first,
    objectives,
    dataset: row.datasetId,
    spec: row.spec,
    trials: row.trials,
    best: row.best,
    budget: { trials: row.maxTrials, seconds: row.maxSeconds, target: row.target },
    parallelism: row.parallelism,
    warmStart: row.warmStart,
    stopReason: row.stopReason,
    pruning,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    activeSeconds: row.activeSeconds,
  }
}
