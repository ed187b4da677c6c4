/** Studies as the API answers them (design §6, fixed shapes). */
import type { Sql } from '../../db/client.ts'
import { jsonAsText, writeJson } from '../../db/json-text.ts'
import type { StudyState } from '../../db/tables/studies/study-row.ts'
import type { Params } from '../../search/space/params.ts'
import type { TrialState } from '../../search/trial.ts'
import { type PruningAudit, pruningAudit } from '../pruning/pruning-audit.ts'
import { requireStudy } from '../require.ts'
import type { Objective, StudySpec } from '../study-spec.ts'
import type { WarmStart } from '../suggest/warm-start.ts'

export interface StudyAnswer {
  id: string
  name: string
  state: StudyState
  objective: Objective
  objectives: Objective[]
  dataset: string | null // id
  spec: StudySpec
  trials: Record<TrialState, number>
  best: { number: number; value: number; params: Params } | null
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
  objective: Objective
  objectives: Objective[]
  datasetId: string | null
  spec: StudySpec
  audit: number // share of the trials whose stops are audited
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
  SELECT s.id, s.name, s.state, s.dataset_id AS "datasetId", s.spec,
    coalesce(s.spec->'objectives'->0, s.spec->'objective') AS objective,
    coalesce(s.spec->'objectives', jsonb_build_array(s.spec->'objective')) AS objectives,
    coalesce((s.spec->'pruner'->>'audit')::float8, 0) AS audit, s.max_trials AS "maxTrials",
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
  const { rows } = await sql.query<StudyRecord>({
    name: 'study answer',
    text: `${selectStudies} WHERE s.id = $1`,
    values: [id],
  })
  const row = requireStudy(rows[0], id)
  return presentStudy(row, await auditOf(sql, row))
}

/** Most studies have none, and pay nothing for it. */
async function auditOf(sql: Sql, { id, audit }: StudyRecord): Promise<PruningAudit | null> {
  return audit > 0 ? pruningAudit(sql, id) : null
}

/**
 * Newest first, after the study `after`; as the JSON of the answer, for the reason that listTrials gives.
 *
 * @param page  `name`: a part of it, in upper or lower case
 */
export async function listStudies(
  sql: Sql,
  page: { limit: number; after: string | null; state: string | null; name: string | null },
): Promise<string> {
  // ids are time-ordered (UUID version 7), so the id alone is the cursor
  const { rows } = await sql.query<StudyRecord>({
    text: `${selectStudies}
      WHERE ($1::text IS NULL OR s.id < $1) AND ($2::text IS NULL OR s.state = $2)
        AND ($3::text IS NULL OR position(lower($3) IN lower(s.name)) > 0)
      ORDER BY s.id DESC LIMIT $4`,
    values: [page.after, page.state, page.name, page.limit + 1],
    types: jsonAsText,
  })
  const shown = rows.slice(0, page.limit)
  const next = rows.length > page.limit ? (shown.at(-1)?.id ?? null) : null
  const items = await Promise.all(
    shown.map(async (row) => writeJson(presentStudy(row, await auditOf(sql, row)))),
  )
  return `{"items":[${items.join(',')}],"next":${JSON.stringify(next)}}`
}

function presentStudy(row: StudyRecord, pruning: PruningAudit | null): StudyAnswer {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    objective: row.objective,
    objectives: row.objectives,
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
