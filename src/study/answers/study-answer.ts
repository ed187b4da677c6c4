/** Studies as the API answers them (design §6, fixed shapes). */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { jsonAsText, writeJson } from '../../db/json-text.ts'
import { StudyState } from '../../db/tables/studies/study-row.ts'
import { Timestamp } from '../../db/timestamp.ts'
import { TrialState } from '../../search/trial.ts'
import { PruningAudit, pruningAudit } from '../pruning/pruning-audit.ts'
import { requireStudy } from '../require.ts'
import { Objective } from '../study-spec.ts'
import { WarmStart } from '../suggest/warm-start.ts'
import { ParamsAnswer } from './trial-answer.ts'

/** A study of an earlier version may lack what has been added since: typed as what may be posted. */
export const StoredSpec = z.unknown().meta({ id: 'StoredStudySpec' })

const count = z.int().min(0)
const TrialCounts = z.strictObject(
  Object.fromEntries(TrialState.options.map((state) => [state, count])) as Record<
    TrialState,
    typeof count
  >,
)

export const StudyAnswer = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    state: StudyState,
    objective: Objective,
    objectives: z.array(Objective),
    dataset: z.string().nullable().describe('id; null for an external study'),
    spec: StoredSpec.describe('as posted, defaults filled in'),
    trials: TrialCounts,
    best: z.strictObject({ number: z.int(), value: z.number(), params: ParamsAnswer }).nullable(),
    budget: z.strictObject({
      trials: z.int().nullable(),
      seconds: z.number().nullable(),
      target: z.number().nullable(),
    }),
    parallelism: z.int().nullable(),
    warmStart: WarmStart.nullable(),
    stopReason: z.string().nullable(),
    pruning: PruningAudit.nullable().describe(
      'what pruning costs, where the pruner has an `audit` share',
    ),
    version: z.int(),
    createdAt: Timestamp,
    endedAt: Timestamp.nullable(),
    activeSeconds: z.number(),
  })
  .meta({ id: 'Study' })
export type StudyAnswer = z.infer<typeof StudyAnswer>

/** As it is read. */
interface StudyRecord
  extends Omit<StudyAnswer, 'dataset' | 'budget' | 'pruning' | 'createdAt' | 'endedAt'> {
  datasetId: string | null
  audit: number // share of the trials whose stops are audited
  maxTrials: number | null
  maxSeconds: number | null
  target: number | null
  createdAt: Date
  endedAt: Date | null
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
