/** Pages of studies, by keyset. */
import type { Sql } from '../../client.ts'
import { jsonAsText } from '../../json-text.ts'
import { type ShownStudy, shownColumns } from './read-studies.ts'

/** What studies can be sorted by: SQL of the key of the study `s`, never null, and its type. Equal keys: by id. */
const sortKeys = {
  // ids are time-ordered (UUID version 7)
  createdAt: () => ({ key: 's.id', type: 'text' }),
  name: () => ({ key: 'lower(s.name)', type: 'text' }),
  state: () => ({
    key: `array_position(ARRAY['running', 'paused', 'complete', 'failed', 'cancelled'], s.state)`,
    type: 'int',
  }),
  // studies without a value come last in either order
  best: (order: ListOrder) => ({
    key: `coalesce((s.best_history->-1->>1)::float8, '${order === 'asc' ? '' : '-'}infinity')`,
    type: 'float8',
  }),
} as const
export type StudySort = keyof typeof sortKeys
type ListOrder = 'asc' | 'desc'

export interface StudyListPage {
  limit: number
  sort: StudySort
  order: ListOrder
  after: { key: string; id: string } | null // of the last study of the previous page
  state: string | null
  name: string | null // case-insensitive part of the name
  tag: string | null
  text: string | null // case-insensitive part of the name or of a tag
}

export type ListedStudy = ShownStudy & { sortKey: string }

/** Some studies, as in a list; deleted ones are omitted. */
export async function readShownStudies(sql: Sql, ids: readonly string[]): Promise<ShownStudy[]> {
  // SQL: a hot read, and the JSON goes into the answer as text
  const { rows } = await sql.query<ShownStudy>({
    text: `SELECT ${shownColumns} FROM study s WHERE s.delete_at IS NULL AND s.id = ANY($1)`,
    values: [ids],
    types: jsonAsText,
  })
  return rows
}

/** Deleted studies are omitted. */
export async function listShownStudies(sql: Sql, page: StudyListPage): Promise<ListedStudy[]> {
  const { order } = page
  const { key, type } = sortKeys[page.sort](order)
  const isAfter = `(${key}, s.id) ${order === 'asc' ? '>' : '<'} ($2::${type}, $1)`
  const contains = (column: string, part: string) =>
    `position(lower(${part}) IN lower(${column})) > 0`
  // SQL: a hot read, and the JSON goes into the answer as text
  const { rows } = await sql.query<ListedStudy>({
    text: `SELECT ${shownColumns}, (${key})::text AS "sortKey" FROM study s
      WHERE s.delete_at IS NULL AND ($1::text IS NULL OR ${isAfter}) AND ($3::text IS NULL OR s.state = $3)
        AND ($4::text IS NULL OR ${contains('s.name', '$4')}) AND ($5::text IS NULL OR $5 = ANY(s.tags))
        AND ($6::text IS NULL OR ${contains('s.name', '$6')}
          OR EXISTS (SELECT FROM unnest(s.tags) AS tag WHERE ${contains('tag', '$6')}))
      ORDER BY ${key} ${order}, s.id ${order} LIMIT $7`,
    values: [
      page.after?.id ?? null,
      page.after?.key ?? null,
      page.state,
      page.name,
      page.tag,
      page.text,
      page.limit,
    ],
    types: jsonAsText,
  })
  return rows
}
