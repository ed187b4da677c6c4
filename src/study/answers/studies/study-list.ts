/** Pages of studies in API responses. */
import { z } from 'zod'
import type { Sql } from '../../../db/client.ts'
import { writeJson } from '../../../db/json-text.ts'
import {
  type ListedStudy,
  listShownStudies,
  type StudyListPage,
} from '../../../db/tables/studies/list-studies.ts'
import { Problem } from '../../../errors.ts'
import { historyOf, presentStudy, readAudit } from './study-answer.ts'

export const StudySort = z.enum(['createdAt', 'name', 'state', 'best'])

export type StudyQuery = Omit<StudyListPage, 'after'> & {
  after: string | null // `next` of the previous page
  withHistory: boolean // also how the best values improved
}

/** Returns response JSON, see listTrials. @throws Problem invalid-request for a cursor of another order */
export async function listStudies(
  sql: Sql,
  { withHistory, ...query }: StudyQuery,
): Promise<string> {
  const after = query.after === null ? null : decodeCursor(query.sort, query.after)
  const rows = await listShownStudies(sql, { ...query, after, limit: query.limit + 1 })
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  const next = rows.length > query.limit && last ? encodeCursor(query.sort, last) : null
  const items = await Promise.all(
    shown.map(async (row) => {
      const answer = presentStudy(row, await readAudit(sql, row))
      return writeJson(withHistory ? { ...answer, history: historyOf(row) } : answer)
    }),
  )
  return `{"items":[${items.join(',')}],"next":${JSON.stringify(next)}}`
}

/** Sort keys as texts, by what they sort. */
const keys = {
  createdAt: z.uuid(),
  name: z.string().regex(/^[^\0]+$/),
  state: z.string().regex(/^[1-5]$/),
  best: z.string().regex(/^(-?Infinity|-?\d+(\.\d+)?(e[+-]\d+)?)$/),
} satisfies Record<StudyQuery['sort'], z.ZodType>

/** By time, the id says it all. */
function encodeCursor(sort: StudyQuery['sort'], { id, sortKey }: ListedStudy): string {
  if (sort === 'createdAt') return id
  return Buffer.from(JSON.stringify([sortKey, id])).toString('base64url')
}

function decodeCursor(sort: StudyQuery['sort'], text: string): StudyListPage['after'] {
  const place = z
    .tuple([keys[sort], z.uuid()])
    .safeParse(sort === 'createdAt' ? [text, text] : readPlace(text))
  if (place.success) return { key: place.data[0], id: place.data[1] }
  const detail = `${JSON.stringify(text)} is not a cursor of a list sorted by ${sort}`
  const fault = { pointer: '/query/after', detail }
  throw new Problem('invalid-request', 'The cursor is not valid.', [fault])
}

function readPlace(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return null // no JSON, as the schema will say
  }
}
