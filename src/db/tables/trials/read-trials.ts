/** Trials for responses. */

import type { TrialState } from '../../../search/trial.ts'
import type { Db, Sql } from '../../client.ts'
import { jsonAsText } from '../../json-text.ts'
import { selectList, type TrialFields } from '../../rows.ts'

/** In pages, JSON columns are JsonText. */
export type ShownTrial = Pick<TrialFields, (typeof fields)[number]>

const fields = [
  'number',
  'state',
  'source',
  'copyOf',
  'seed',
  'params',
  'spec',
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
  'leaseOwner',
  'device',
  'execution',
  'peakBytes',
  'provenance',
  'test',
] as const satisfies (keyof TrialFields)[]

/** Null if the trial does not exist. */
export async function findTrial(
  { prisma }: Pick<Db, 'prisma'>,
  studyId: string,
  number: number,
): Promise<TrialFields | null> {
  const found = await prisma.trial.findUnique({ where: { studyId_number: { studyId, number } } })
  if (found === null) return null
  const { fencing, peakBytes } = found
  return {
    ...found,
    fencing: Number(fencing),
    peakBytes: peakBytes === null ? null : Number(peakBytes),
  } as TrialFields
}

/** Reads the given trials; missing numbers are omitted. */
export async function readShownTrials(
  sql: Sql,
  studyId: string,
  numbers: readonly number[],
): Promise<ShownTrial[]> {
  // SQL: a hot read, in the answer to every result that is told
  const { rows } = await sql.query<ShownTrial>({
    name: 'shown trials',
    text: `SELECT ${selectList(fields)} FROM trial WHERE study_id = $1 AND number = ANY($2)`,
    values: [studyId, numbers],
  })
  return rows
}

/**
 * Trials by number.
 *
 * @param page  `after`: last number of the previous page
 */
export async function listShownTrials(
  sql: Sql,
  studyId: string,
  page: { limit: number; after: number | null; state: TrialState | null; order: 'asc' | 'desc' },
): Promise<ShownTrial[]> {
  const { limit, after, state, order } = page
  const beyond =
    order === 'asc' ? `number > coalesce($2::int, -1)` : `number < coalesce($2, 2147483647)`
  // the state is part of the text, so that the planner can use a partial index
  // SQL: the JSON goes into the answer as text, 5 times as fast as by Prisma (`npm run bench -- db`)
  const { rows } = await sql.query<ShownTrial>({
    name: `trials ${state ?? 'all'} ${order}`,
    text: `SELECT ${selectList(fields)} FROM trial
     WHERE study_id = $1 AND ${beyond} ${state === null ? '' : `AND state = '${state}'`}
     ORDER BY number ${order} LIMIT $3`,
    values: [studyId, after, limit],
    types: jsonAsText,
  })
  return rows
}
