/** Trials in API responses. */

import { z } from 'zod'
import type { Db, Sql } from '../../db/client.ts'
import { writeJson } from '../../db/json-text.ts'
import { TrialSource } from '../../db/rows.ts'
import { findStudy, findSummary } from '../../db/tables/studies/find-studies.ts'
import {
  findTrial,
  listShownTrials,
  readShownTrials,
  type ShownTrial,
} from '../../db/tables/trials/read-trials.ts'
import { Timestamp } from '../../db/timestamp.ts'
import { Execution } from '../../engine/execution.ts'
import { type ClassResults, ClassTable, classTable } from '../../engine/measure/classes.ts'
import { Evaluation } from '../../engine/metrics/evaluation.ts'
import { Params } from '../../search/space/params.ts'
import { TrialState } from '../../search/trial.ts'
import { requireStudy, requireTrial } from '../require.ts'

export const ParamsAnswer = Params.meta({ id: 'Params' })

/** Scalars except `stop`, `spared` and `filled`; samplers add their own fields. */
const Provenance: z.ZodType<unknown> = z
  .looseObject({
    sampler: z
      .string()
      .optional()
      .describe('name of the sampler; absent for enqueued and imported trials'),
    phase: z
      .string()
      .optional()
      .describe('phase of the sampler, or `enqueued`, `imported`, `repaired`'),
    filled: z
      .string()
      .optional()
      .describe('parameters that the user left out and no default filled in'),
    stop: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('why the pruner would stop the trial'),
    spared: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('what the trial missed by no more than the noise of its value, and so continued'),
    parent: z
      .int()
      .nullable()
      .optional()
      .describe('number of the trial from which this one continues'),
    lastStep: z.number().optional().describe('step at which the trial’s part of the training ends'),
  })
  .describe('where the params come from, and why the trial stopped')
  .meta({ id: 'Provenance' })

/** The specification of the trial; for an external study, its space with the holes filled in. */
export const FilledSpace = z.unknown().meta({ id: 'FilledSpace' })

export const TrialAnswer = z
  .strictObject({
    number: z.int(),
    state: TrialState,
    source: TrialSource,
    copyOf: z
      .int()
      .nullable()
      .describe(
        'of a finalist or refit: number of the trial that it trains again; it is no trial of the search',
      ),
    seed: z
      .int()
      .nullable()
      .describe('seed of a finalist or refit; null: derived from the study’s seed and the number'),
    params: ParamsAnswer,
    spec: FilledSpace,
    value: z
      .number()
      .nullable()
      .describe('value of the first objective; the best so far while the trial is running'),
    values: z.array(z.number()).nullable(),
    constraints: z
      .array(z.number())
      .nullable()
      .describe('outcome constraints as reported; above 0, the constraint is violated'),
    step: z.int().nullable().describe('step (epoch) at which `value` was reported'),
    lastStep: z.int().nullable(),
    reason: z.string().nullable(),
    startedAt: Timestamp.nullable(),
    endedAt: Timestamp.nullable(),
    durationMs: z.number().nullable(),
    attempt: z.int(),
    worker: z.string().nullable(),
    device: z.string().nullable(),
    execution: Execution.nullable(),
    peakBytes: z
      .int()
      .nullable()
      .describe(
        'most memory that the trainer process held from the start of the trial’s group to the end of the trial: it is shared by the lanes of the group and contains TensorFlow and the data, not the memory of a GPU; null where it was not measured',
      ),
    provenance: Provenance,
    test: Evaluation.nullable().describe(
      'metrics on the test rows; null until the trial is evaluated',
    ),
    validation: ClassTable.nullable()
      .optional()
      .describe(
        'confusion matrix of the validation rows at the best epoch, all folds together; null without classes; only in the response for a single trial',
      ),
  })
  .meta({ id: 'Trial' })
export type TrialAnswer = z.infer<typeof TrialAnswer>

/** @throws Problem trial-not-found */
export async function readTrialAnswer(
  db: Db,
  studyId: string,
  number: number,
): Promise<TrialAnswer> {
  const row = requireTrial(await findTrial(db, studyId, number), studyId, number)
  const results = row.classes as ClassResults | null
  const validation = results && classTable(await readLabels(db, studyId), results)
  return { ...presentTrial(row), validation }
}

async function readLabels(db: Db, studyId: string): Promise<string[]> {
  const summary = await findSummary(db, studyId)
  if (summary === null) throw new Error(`the dataset of study ${studyId} does not exist`)
  return (summary as { classes: string[] }).classes
}

/** Reads the given trials; missing numbers are omitted. */
export async function readTrialAnswers(
  sql: Sql,
  studyId: string,
  numbers: readonly number[],
): Promise<Map<number, TrialAnswer>> {
  const rows = await readShownTrials(sql, studyId, numbers)
  return new Map(rows.map((row) => [row.number, presentTrial(row)]))
}

/**
 * A page of trials by number, as response JSON: JSON columns are passed through without parsing, which would be most
 * of the cost of a page (`npm run bench -- load`).
 *
 * @param page  `after`: last number of the previous page
 * @throws Problem study-not-found
 */
export async function listTrials(
  db: Db,
  studyId: string,
  page: { limit: number; after: number | null; state: TrialState | null; order: 'asc' | 'desc' },
): Promise<string> {
  const { limit } = page
  const rows = await listShownTrials(db.pool, studyId, { ...page, limit: limit + 1 })
  if (rows.length === 0) requireStudy(await findStudy(db, studyId), studyId)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const next = rows.length > limit && last ? String(last.number) : null
  const items = shown.map((row) => writeJson(presentTrial(row)))
  return `{"items":[${items.join(',')}],"next":${JSON.stringify(next)}}`
}

/** All trials up to a number, as response JSON, page by page. */
export async function* trialPages(
  db: Db,
  studyId: string,
  lastNumber: number,
): AsyncGenerator<string[]> {
  for (let after = -1; after < lastNumber; ) {
    const page = { limit: 1_000, after, state: null, order: 'asc' as const }
    const rows = await listShownTrials(db.pool, studyId, page)
    const shown = rows.filter(({ number }) => number <= lastNumber)
    if (shown.length === 0) return
    yield shown.map((row) => writeJson(presentTrial(row)))
    after = rows.at(-1)?.number ?? lastNumber
  }
}

function presentTrial(row: ShownTrial): TrialAnswer {
  const { leaseOwner, values, violations, startedAt, endedAt } = row
  return {
    number: row.number,
    state: row.state,
    source: row.source,
    copyOf: row.copyOf,
    seed: row.seed,
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
    execution: row.execution as Execution | null,
    peakBytes: row.peakBytes,
    provenance: row.provenance,
    test: row.test as Evaluation | null,
  }
}
