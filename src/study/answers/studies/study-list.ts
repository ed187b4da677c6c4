/** Pages of studies in API responses. */
import { z } from 'zod'
import type { Sql } from '../../../db/client.ts'
import { writeJson } from '../../../db/json-text.ts'
import {
  listShownStudies,
  readShownStudies,
  type StudyListPage,
} from '../../../db/tables/studies/list-studies.ts'
import { decodeCursor, encodeCursor, invalidCursor } from '../cursor.ts'
import { answerOf } from './study-answer.ts'

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
  const after = query.after === null ? null : decodePlace(query.sort, query.after)
  const rows = await listShownStudies(sql, { ...query, after, limit: query.limit + 1 })
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  const next =
    rows.length > query.limit && last
      ? encodePlace(query.sort, { key: last.sortKey, id: last.id })
      : null
  const items = await Promise.all(
    shown.map(async (row) => writeJson(await answerOf(sql, row, { withHistory }))),
  )
  return `{"items":[${items.join(',')}],"next":${JSON.stringify(next)}}`
}

/** Response JSON of some studies by id, with their history; deleted ones are omitted. */
export async function readStudies(sql: Sql, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await readShownStudies(sql, ids)
  return new Map(
    await Promise.all(
      rows.map(
        async (row) =>
          [row.id, writeJson(await answerOf(sql, row, { withHistory: true }))] as const,
      ),
    ),
  )
}

/** Sort keys as texts, by what they sort. */
const keys = {
  createdAt: z.uuid(),
  name: z.string().regex(/^[^\0]+$/),
  state: z.string().regex(/^[1-5]$/),
  best: z.string().regex(/^(-?Infinity|-?\d+(\.\d+)?(e[+-]\d+)?)$/),
} satisfies Record<StudyQuery['sort'], z.ZodType>

type Place = NonNullable<StudyListPage['after']>

/** By time, the id says it all. */
function encodePlace(sort: StudyQuery['sort'], { key, id }: Place): string {
  return sort === 'createdAt' ? id : encodeCursor([key, id])
}

function decodePlace(sort: StudyQuery['sort'], text: string): Place {
  const what = `a cursor of a list sorted by ${sort}`
  const read = (json: unknown) => readPlace(sort, json)
  if (sort !== 'createdAt') {
    return decodeCursor(text, { read, encode: (place) => encodePlace(sort, place), what })
  }
  const place = read([text, text])
  if (place === null) throw invalidCursor(text, what)
  return place
}

function readPlace(sort: StudyQuery['sort'], json: unknown): Place | null {
  const { data } = z.tuple([keys[sort], z.uuid()]).safeParse(json)
  return data === undefined ? null : { key: data[0], id: data[1] }
}
