/** Rows of trials that fit a filter, in any order, page by page. */
import type { ParamValue } from '../../search/space/params.ts'
import type { TrialState } from '../../search/trial.ts'
import type { Sql } from '../client.ts'
import { jsonAsText } from '../json-text.ts'
import { selectList, type TrialFields, type TrialSource } from '../rows.ts'
import { type Bind, isOption, numberParam, optionPlace } from './param-sql.ts'

/** A number of a trial `t`; null where the trial has none. */
export type TrialNumber =
  | { kind: 'column'; column: NumberColumn }
  | { kind: 'objective'; index: number } // from 0
  | { kind: 'parameter'; name: string; options: readonly ParamValue[] | null } // the index of an option

export type NumberColumn =
  | 'value'
  | 'step'
  | 'lastStep'
  | 'durationMs'
  | 'startedAt' // times: milliseconds since 1970
  | 'endedAt'

export interface TrialFilter {
  states: readonly TrialState[] | null
  sources: readonly TrialSource[]
  reason: string | null // part of it, in any case
  ranges: readonly { of: 'number' | TrialNumber; from: number | null; to: number | null }[] // inclusive
  options: readonly { parameter: string; options: readonly ParamValue[] }[]
}

/** `rank`: as on the leaderboard; then the trials without a rank, by number. */
export type TrialOrder =
  | { by: 'rank' }
  | { by: 'number'; isDescending: boolean }
  | { by: TrialNumber; isDescending: boolean } // trials without the number come last

/** Where a page ended. `key`: the numbers that it is sorted by besides the trial's; null among trials without them. */
export interface TablePlace {
  key: readonly number[] | null
  number: number
}

/** In pages, JSON columns are JsonText. */
export type TableRow = Pick<TrialFields, (typeof fields)[number]> & {
  sampler: string | null
  key: string[] | null // JSON has no infinity
}

const fields = [
  'number',
  'state',
  'source',
  'copyOf',
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
] as const satisfies (keyof TrialFields)[]

interface Query {
  filter: TrialFilter
  order: TrialOrder
  after: TablePlace | null // null: the first page
  limit: number
}

/** At most `limit` rows. */
export async function readTableRows(sql: Sql, studyId: string, query: Query): Promise<TableRow[]> {
  const { after, limit } = query
  const isPast = after?.key === null || mayHaveNoRank(query)
  const keyed = isPast ? [] : await readPart(sql, studyId, { ...query, hasKey: true })
  if (keyed.length === limit || query.order.by === 'number') return keyed
  const rest = {
    ...query,
    after: after?.key === null ? after : null,
    limit: limit - keyed.length,
    hasKey: false,
  }
  return [...keyed, ...(await readPart(sql, studyId, rest))]
}

/** Then the index of ranks would be read to its end in vain. */
function mayHaveNoRank({ filter, order }: Query): boolean {
  return order.by === 'rank' && filter.states !== null && !filter.states.includes('complete')
}

/** Either the trials that have the key of the order, or the others. */
async function readPart(
  sql: Sql,
  studyId: string,
  { filter, order, after, limit, hasKey }: Query & { hasKey: boolean },
): Promise<TableRow[]> {
  const given: unknown[] = [studyId]
  const bind = (value: unknown) => `$${given.push(value)}`
  const { keys, known, isDescending } = orderBy(order, filter, bind)
  const sorted = hasKey ? keys : []
  const places = [...sorted.map((_, i) => `key${i}`), 'number']
  const conditions = ['t.study_id = $1', ...conditionsOf(filter, bind)]
  if (hasKey && order.by === 'rank') conditions.push(known)
  if (!hasKey) conditions.push(`NOT coalesce(${known}, false)`)
  if (after !== null) {
    const place = [...(after.key ?? []), after.number].map((one, i) =>
      i < sorted.length ? `${bind(String(one))}::float8` : `${bind(one)}::int`,
    )
    const own = [...sorted, 't.number'].join(', ')
    conditions.push(`(${own}) ${isDescending ? '<' : '>'} (${place.join(', ')})`)
  }
  const direction = isDescending ? 'DESC' : 'ASC'
  const selected = [...sorted.map((key, i) => `${key} AS key${i}`), 't.number'].join(', ')
  // SQL: sorts by an expression, and reads the wide rows of one page only
  const { rows } = await sql.query<TableRow>({
    text: `SELECT ${selectList(fields, 't')}, t.provenance->>'sampler' AS sampler,
        ${hasKey ? `ARRAY[${sorted.map((_, i) => `key${i}::text`).join(', ')}]::text[]` : 'NULL'} AS key
      FROM (SELECT ${selected} FROM trial t WHERE ${conditions.join(' AND ')}
            ORDER BY ${places.map((place) => `${place} ${direction}`).join(', ')} LIMIT ${bind(limit)}) AS page
      JOIN trial t ON t.study_id = $1 AND t.number = page.number
      ${hasKey && known !== '' ? 'WHERE page.key0 IS NOT NULL' : ''}
      ORDER BY ${places.map((place) => `page.${place} ${direction}`).join(', ')}`,
    values: given,
    types: jsonAsText,
  })
  return rows
}

interface OrderSql {
  keys: string[] // compared before the number
  known: string // condition: the trial has the keys, which are null otherwise; empty if every trial has
  isDescending: boolean
}

function orderBy(order: TrialOrder, filter: TrialFilter, bind: Bind): OrderSql {
  if (order.by === 'rank') {
    // the condition of the index that has them in order
    const known = `(t.state = 'complete' AND t.copy_of IS NULL)`
    // few trials have a given reason: by the index, all of them would be visited one by one
    const rank = filter.reason === null ? 't.rank_value' : '(t.rank_value + 0)'
    return { keys: [rank, 't.tie_value'], known, isDescending: false }
  }
  if (order.by === 'number') return { keys: [], known: '', isDescending: order.isDescending }
  const number = numberOf(order.by, bind)
  // the negated number descends while the trial's number, which decides among equals, still ascends
  const key = order.isDescending ? `-(${number})` : `(${number})`
  return { keys: [key], known: `(${number}) IS NOT NULL`, isDescending: false }
}

const columns: Record<NumberColumn, string> = {
  value: 't.value',
  step: 't.step::float8',
  lastStep: 't.last_step::float8',
  durationMs: 't.duration_ms',
  startedAt: '(extract(epoch FROM t.started_at) * 1000)::float8',
  endedAt: '(extract(epoch FROM t.ended_at) * 1000)::float8',
}

function numberOf(number: TrialNumber, bind: Bind): string {
  if (number.kind === 'column') return columns[number.column]
  if (number.kind === 'objective') {
    return number.index === 0 ? columns.value : `t.values[${number.index + 1}]`
  }
  const { name, options } = number
  return options === null ? numberParam(name, bind) : `${optionPlace(name, options, bind)}::float8`
}

function conditionsOf(filter: TrialFilter, bind: Bind): string[] {
  const { states, sources, reason, ranges, options } = filter
  const conditions: string[] = []
  // states are literals, so that the planner can use partial indexes
  if (states !== null) conditions.push(`t.state IN (${quoted(states)})`)
  const ofSearch = sources.filter((source) => source !== 'finalist' && source !== 'refit')
  if (ofSearch.length === sources.length) conditions.push('t.copy_of IS NULL')
  if (ofSearch.length !== 3 || ofSearch.length !== sources.length) {
    conditions.push(`t.source IN (${quoted(sources)})`)
  }
  if (reason !== null) conditions.push(`strpos(lower(t.reason), lower(${bind(reason)})) > 0`)
  for (const { of, from, to } of ranges) {
    if (of === 'number') {
      if (from !== null) conditions.push(`t.number >= ${bind(Math.ceil(from))}::bigint`)
      if (to !== null) conditions.push(`t.number <= ${bind(Math.floor(to))}::bigint`)
      continue
    }
    const number = numberOf(of, bind)
    if (from !== null) conditions.push(`${number} >= ${bind(from)}::float8`)
    if (to !== null) conditions.push(`${number} <= ${bind(to)}::float8`)
  }
  for (const { parameter, options: accepted } of options) {
    conditions.push(isOption(parameter, accepted, bind))
  }
  return conditions
}

function quoted(words: readonly (TrialState | TrialSource)[]): string {
  return words.length === 0 ? 'NULL' : words.map((word) => `'${word}'`).join(', ')
}

/** Number of trials that fit the filter. */
export async function countTrials(sql: Sql, studyId: string, filter: TrialFilter): Promise<number> {
  const given: unknown[] = [studyId]
  const conditions = conditionsOf(filter, (value) => `$${given.push(value)}`)
  // SQL: conditions on values inside of JSON
  const { rows } = await sql.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM trial t WHERE ${['t.study_id = $1', ...conditions].join(' AND ')}`,
    given,
  )
  return rows[0]?.count ?? 0
}
