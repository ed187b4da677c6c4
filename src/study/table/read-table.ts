/** Trials as rows of a table: filtered, sorted, and without their specifications. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { writeJson } from '../../db/json-text.ts'
import { TrialSource } from '../../db/rows.ts'
import {
  countTrials,
  readTableRows,
  type TableRow,
  type TrialFilter,
} from '../../db/tables/trial-table.ts'
import { Timestamp } from '../../db/timestamp.ts'
import { TrialState } from '../../search/trial.ts'
import { type AnalysedStudy, loadAnalysed } from '../analysis/analysed-study.ts'
import { ParamsAnswer } from '../answers/trial-answer.ts'
import { decodePlace, encodePlace } from './cursor.ts'
import { orderOf } from './sort.ts'
import { filterOf, type Where } from './where.ts'

export const TrialRow = z
  .strictObject({
    number: z.int(),
    state: TrialState,
    source: TrialSource,
    copyOf: z
      .int()
      .nullable()
      .describe('of a finalist or refit: number of the trial that it trains again'),
    params: ParamsAnswer,
    value: z
      .number()
      .nullable()
      .describe('value of the first objective; the best so far while the trial is running'),
    values: z.array(z.number()).nullable().describe('of all objectives; null until it is complete'),
    constraints: z.array(z.number()).nullable(),
    step: z.int().nullable().describe('step (epoch) at which `value` was reported'),
    lastStep: z.int().nullable(),
    reason: z.string().nullable(),
    sampler: z.string().nullable().describe('null for enqueued and imported trials'),
    startedAt: Timestamp.nullable(),
    endedAt: Timestamp.nullable(),
    durationMs: z.number().nullable(),
  })
  .meta({ id: 'TrialRow' })
export type TrialRow = z.infer<typeof TrialRow>

export const TrialTable = z
  .strictObject({
    version: z.int().describe('version of the study'),
    matching: z
      .int()
      .nullable()
      .describe('number of trials that fit the filter; null unless `count=true`'),
    items: z.array(TrialRow),
    next: z.string().nullable(),
  })
  .meta({ id: 'TrialTable' })
export type TrialTable = z.infer<typeof TrialTable>

export interface TableQuery {
  where: Where
  sort: string
  count: boolean
  limit: number
  after: string | null
}

/**
 * As response JSON: params are passed through without parsing.
 *
 * @throws Problem study-not-found, invalid-query, or invalid-request for a cursor of another order
 */
export async function readTrialTable(
  sql: Sql,
  studyId: string,
  { where, sort, count, limit, after }: TableQuery,
): Promise<string> {
  const study = await loadAnalysed(sql, studyId)
  const filter = filterOf(study, where)
  const order = orderOf(study, sort)
  const keys = order.by === 'rank' ? 2 : order.by === 'number' ? 0 : 1
  const place = after === null ? null : decodePlace(after, sort, keys)
  const [rows, matching] = await Promise.all([
    readTableRows(sql, studyId, { filter, order, after: place, limit: limit + 1 }),
    count ? countMatching(sql, study, { where, filter }) : null,
  ])
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const next =
    rows.length > limit && last
      ? encodePlace(sort, { key: last.key?.map(Number) ?? null, number: last.number })
      : null
  const items = shown.map((row) => writeJson(presentRow(row)))
  const head = `"version":${study.version},"matching":${JSON.stringify(matching)}`
  return `{${head},"items":[${items.join(',')}],"next":${JSON.stringify(next)}}`
}

/** Without a filter, the counters of the study know the number. */
async function countMatching(
  sql: Sql,
  { id, counts }: AnalysedStudy,
  { where, filter }: { where: Where; filter: TrialFilter },
): Promise<number> {
  if (Object.keys(where).length > 0) return countTrials(sql, id, filter)
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

function presentRow(row: TableRow): TrialRow {
  const { state, values, violations, startedAt, endedAt } = row
  return {
    number: row.number,
    state,
    source: row.source,
    copyOf: row.copyOf,
    params: row.params,
    value: row.value,
    values: state === 'complete' ? values : null,
    constraints: violations && violations.length > 0 ? violations : null,
    step: row.step,
    lastStep: row.lastStep,
    reason: row.reason,
    sampler: row.sampler,
    startedAt: startedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
    durationMs: row.durationMs,
  }
}
