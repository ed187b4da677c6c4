/** Reads of whole studies, page by page, for exports. */
import type { Sql } from '../../client.ts'
import { selectList, type TrialFields } from '../../rows.ts'

/** What the columns of an export follow from; trials that come later are not part of it. */
export interface ExportExtent {
  lastNumber: number // -1 without trials
  values: number // most objective values of a trial
  constraints: number // most outcome constraints of a trial
  parameters: string[] // that any trial has
}

export async function readExportExtent(sql: Sql, studyId: string): Promise<ExportExtent> {
  // SQL: keys of JSON over all trials of a study, and the extremes beside them in one snapshot
  const { rows } = await sql.query<ExportExtent>(
    `SELECT coalesce(max(number), -1) AS "lastNumber",
       coalesce(max(cardinality("values")), 0) AS "values",
       coalesce(max(cardinality(violations)), 0) AS constraints,
       coalesce((SELECT array_agg(DISTINCT key) FROM trial p, jsonb_object_keys(p.params) AS key
                 WHERE p.study_id = $1), '{}') AS parameters
     FROM trial WHERE study_id = $1`,
    [studyId],
  )
  return rows[0] as ExportExtent
}

const fields = [
  'number',
  'state',
  'source',
  'copyOf',
  'seed',
  'params',
  'value',
  'values',
  'violations',
  'step',
  'lastStep',
  'reason',
  'startedAt',
  'endedAt',
  'durationMs',
  'attempt',
  'device',
  'execution',
  'peakBytes',
  'provenance',
] as const satisfies (keyof TrialFields)[]

/** Trials of earlier versions lack `values` and `violations`. */
export type ExportedTrial = Omit<
  Pick<TrialFields, (typeof fields)[number]>,
  'values' | 'violations'
> & {
  values: number[] | null
  violations: number[] | null
}

/** Trials by number, without their specifications. */
export async function readExportedTrials(
  sql: Sql,
  studyId: string,
  { after, lastNumber, limit }: { after: number; lastNumber: number; limit: number },
): Promise<ExportedTrial[]> {
  // SQL: what Prisma would read one object at a time
  const { rows } = await sql.query<ExportedTrial>({
    name: 'exported trials',
    text: `SELECT ${selectList(fields)} FROM trial
     WHERE study_id = $1 AND number > $2 AND number <= $3 ORDER BY number LIMIT $4`,
    values: [studyId, after, lastNumber, limit],
  })
  return rows
}
