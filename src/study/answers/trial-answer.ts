/** Trials as the API answers them (design §6, fixed shapes). */

import { z } from 'zod'
import type { Db, Sql } from '../../db/client.ts'
import { jsonAsText, writeJson } from '../../db/json-text.ts'
import { TrialSource } from '../../db/tables/trials/insert-trials.ts'
import { Timestamp } from '../../db/timestamp.ts'
import { type ClassResults, ClassTable, classTable } from '../../engine/metrics/classes.ts'
import { Evaluation } from '../../engine/metrics/evaluation.ts'
import { Params } from '../../search/space/params.ts'
import { TrialState } from '../../search/trial.ts'
import { requireStudy, requireTrial } from '../require.ts'

export const ParamsAnswer = Params.meta({ id: 'Params' })

/** Flat but for `stop` and `filled`; the details are the sampler's own. */
const Provenance: z.ZodType<unknown> = z
  .looseObject({
    sampler: z.string().optional().describe('absent: enqueued or imported'),
    phase: z.string().optional().describe('of the sampler; or `enqueued`, `imported`, `repaired`'),
    filled: z
      .string()
      .optional()
      .describe('parameters that the user left open, and no default filled in'),
    stop: z.record(z.string(), z.unknown()).optional().describe('why a pruner would end it'),
    parent: z.int().nullable().optional().describe('number of the trial that it goes on from'),
    lastStep: z.number().optional().describe('the step at which its part of the work ends'),
  })
  .describe('why these params, and why it stopped')
  .meta({ id: 'Provenance' })

/** A trial as it was trained, or the space of an external study with its holes filled in. */
export const FilledSpace = z.unknown().meta({ id: 'FilledSpace' })

export const TrialAnswer = z
  .strictObject({
    number: z.int(),
    state: TrialState,
    source: TrialSource,
    params: ParamsAnswer,
    spec: FilledSpace,
    value: z.number().nullable().describe('of the first objective; best so far while it runs'),
    values: z.array(z.number()).nullable(),
    constraints: z
      .array(z.number())
      .nullable()
      .describe('outcome constraints as they were told: above 0, one is violated'),
    step: z.int().nullable().describe('epoch of `value`'),
    lastStep: z.int().nullable(),
    reason: z.string().nullable(),
    startedAt: Timestamp.nullable(),
    endedAt: Timestamp.nullable(),
    durationMs: z.number().nullable(),
    attempt: z.int(),
    worker: z.string().nullable(),
    device: z.string().nullable(),
    provenance: Provenance,
    test: Evaluation.nullable().describe(
      'metrics on the test split, null until /evaluate was called',
    ),
    validation: ClassTable.nullable()
      .optional()
      .describe(
        'of the validation rows at the best epoch, all folds together; null where there are no classes; only in the answer for one trial',
      ),
  })
  .meta({ id: 'Trial' })
export type TrialAnswer = z.infer<typeof TrialAnswer>

/** As it is read. */
interface TrialRecord
  extends Omit<TrialAnswer, 'constraints' | 'startedAt' | 'endedAt' | 'worker' | 'validation'> {
  values: number[]
  violations: number[] | null
  startedAt: Date | null
  endedAt: Date | null
  leaseOwner: string | null
}

/** A TrialRecord. */
const columns = `number, state, source, params, spec, value, values, violations, step, last_step AS "lastStep", reason,
  started_at AS "startedAt", ended_at AS "endedAt", duration_ms AS "durationMs", attempt, lease_owner AS "leaseOwner",
  device, provenance, test`

/** @throws Problem trial-not-found */
export async function readTrialAnswer(
  { prisma, pool }: Db,
  studyId: string,
  number: number,
): Promise<TrialAnswer> {
  const found = await prisma.trial.findUnique({ where: { studyId_number: { studyId, number } } })
  const row = requireTrial(found, studyId, number)
  const results = row.classes as ClassResults | null
  const validation = results && classTable(await readLabels(pool, studyId), results)
  // for Prisma, states are texts
  return { ...presentTrial(row as TrialRecord), validation }
}

async function readLabels(sql: Sql, studyId: string): Promise<string[]> {
  const { rows } = await sql.query<{ labels: string[] }>(
    `SELECT d.summary -> 'classes' AS labels FROM study s JOIN dataset d ON d.id = s.dataset_id WHERE s.id = $1`,
    [studyId],
  )
  if (!rows[0]) throw new Error(`the dataset of study ${studyId} is gone`)
  return rows[0].labels
}

/** Those of the numbers that there are. */
export async function readTrialAnswers(
  sql: Sql,
  studyId: string,
  numbers: readonly number[],
): Promise<Map<number, TrialAnswer>> {
  const { rows } = await sql.query<TrialRecord>({
    name: 'trial answers',
    text: `SELECT ${columns} FROM trial WHERE study_id = $1 AND number = ANY($2)`,
    values: [studyId, numbers],
  })
  return new Map(rows.map((row) => [row.number, presentTrial(row)]))
}

/**
 * A page of trials by number, as the JSON of its answer: the parts that the database has as JSON are not parsed, which
 * is most of what a page would cost (`npm run bench -- load`).
 *
 * @param page  `after`: the last number of the page before
 * @throws Problem study-not-found
 */
export async function listTrials(
  sql: Sql,
  studyId: string,
  page: { limit: number; after: number | null; state: TrialState | null; order: 'asc' | 'desc' },
): Promise<string> {
  const { limit, after, state, order } = page
  const beyond =
    order === 'asc' ? `number > coalesce($2::int, -1)` : `number < coalesce($2, 2147483647)`
  // the state stands in the text, so that the plan may use an index of that state alone
  const { rows } = await sql.query<TrialRecord>({
    name: `trials ${state ?? 'all'} ${order}`,
    text: `SELECT ${columns} FROM trial
     WHERE study_id = $1 AND ${beyond} ${state === null ? '' : `AND state = '${state}'`}
     ORDER BY number ${order} LIMIT $3`,
    values: [studyId, after, limit + 1],
    types: jsonAsText,
  })
  if (rows.length === 0) {
    const studies = await sql.query('SELECT FROM study WHERE id = $1', [studyId])
    requireStudy(studies.rows[0], studyId)
  }
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const next = rows.length > limit && last ? String(last.number) : null
  const items = shown.map((row) => writeJson(presentTrial(row)))
  return `{"items":[${items.join(',')}],"next":${JSON.stringify(next)}}`
}

function presentTrial(row: TrialRecord): TrialAnswer {
  const { leaseOwner, values, violations, startedAt, endedAt } = row
  return {
    number: row.number,
    state: row.state,
    source: row.source,
    params: row.params,
    spec: row.spec,
    value: row.value,
    values: row.state === 'complete' ? values : null,
    constraints: violations && violations.length > 0 ? violations : null,
    step: row.step,
    lastStep: row.lastStep,
    reason: row.reason,
    startedAt: startedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
    durationMs: row.durationMs,
    attempt: row.attempt,
    worker: leaseOwner,
    device: row.device,
    provenance: row.provenance,
    test: row.test,
  }
}
