/** Trials as they are shown. */

import type { TrialState } from '../../../search/trial.ts'
import type { Db, Sql } from '../../client.ts'
import { jsonAsText } from '../../json-text.ts'
import { selectList, type TrialFields } from '../../rows.ts'

/** Of pages the JSON comes as JsonText. */
export type ShownTrial = Pick<TrialFields, (typeof fields)[number]>

const fields = [
  'number',
  'state',
  'source',
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
  'provenance',
  'test',
] as const satisfies (keyof TrialFields)[]

/** Null: there is no such trial. */
export async function findTrial(
  { prisma }: Pick<Db, 'prisma'>,
  studyId: string,
  number: number,
): Promise<TrialFields | null> {
  const found = await prisma.trial.findUnique({ where: { studyId_number: { studyId, number } } })
  return found && ({ ...found, fencing: Number(found.fencing) } as TrialFields)
}

/** Those of the numbers that there are. */
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
 * @param page  `after`: the last number of the page before
 */
export async function listShownTrials(
  sql: Sql,
  studyId: string,
  page: { limit: number; after: number | null; state: TrialState | null; order: 'asc' | 'desc' },
): Promise<ShownTrial[]> {
  const { limit, after, state, order } = page
  const beyond =
    order === 'asc' ? `number > coalesce($2::int, -1)` : `number < coalesce($2, 2147483647)`
  // the state stands in the text, so that the plan may use an index of that state alone
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
