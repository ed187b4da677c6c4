/** What the trials' table shows, as the address has it: filter, order, columns, selection. */

import type { TrialState } from '../../../api/types.ts'
import { numberIn, textIn, textsIn } from '../../../app/search-fields.ts'
import type { Sort } from '../../../ui/table/columns.ts'

export interface Range {
  from?: number
  to?: number
}

export type Option = string | number | boolean | null

/** The API's filter, docs/api.md. */
export interface Where {
  state?: TrialState[]
  source?: string[]
  number?: Range
  value?: Range
  values?: (Range | null)[]
  step?: Range
  lastStep?: Range
  durationMs?: Range
  reason?: string
  params?: Record<string, Range | Option[]>
}

export interface TrialsView {
  where: Where
  sort: string // as the API takes it
  columns: string[] | null // null: those that are shown at first
  selected: number[]
}

export const trialStates: readonly TrialState[] = [
  'complete',
  'running',
  'waiting',
  'pruned',
  'failed',
  'cancelled',
]
export const trialSources = ['suggested', 'enqueued', 'imported', 'finalist', 'refit']
const ranges = ['number', 'value', 'step', 'lastStep', 'durationMs'] as const

export function parseTrialsView(search: Record<string, unknown>): TrialsView {
  const columns = textsIn(search.columns)
  return {
    where: whereIn(search.where),
    sort: textIn(search.sort, 'rank') || 'rank',
    columns: columns.length > 0 ? columns : null,
    selected: textsIn(search.selected).map(Number).filter(Number.isInteger),
  }
}

/** What is no filter is left out: people edit addresses. */
export function whereIn(given: unknown): Where {
  if (!isObject(given)) return {}
  const where: Where = {}
  const states = listIn(given.state, trialStates)
  if (states.length > 0) where.state = states
  const sources = listIn(given.source, trialSources)
  if (sources.length > 0) where.source = sources
  for (const name of ranges) {
    const range = rangeIn(given[name])
    if (range) where[name] = range
  }
  if (Array.isArray(given.values)) {
    const values = given.values.slice(0, 8).map(rangeIn)
    if (values.some((range) => range !== null)) where.values = values
  }
  if (typeof given.reason === 'string' && given.reason.trim() !== '') where.reason = given.reason
  if (isObject(given.params)) {
    const params = Object.entries(given.params).flatMap(([name, value]) => {
      const accepted = Array.isArray(value) ? value.filter(isOption) : rangeIn(value)
      const isNothing = accepted === null || (Array.isArray(accepted) && accepted.length === 0)
      return isNothing ? [] : [[name, accepted] as const]
    })
    if (params.length > 0) where.params = Object.fromEntries(params)
  }
  return where
}

function rangeIn(value: unknown): Range | null {
  if (!isObject(value)) return null
  const [from, to] = [numberIn(value.from), numberIn(value.to)]
  if (from === null && to === null) return null
  if (from !== null && to !== null && from > to) return null
  return { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) }
}

function listIn<T extends string>(value: unknown, known: readonly T[]): T[] {
  return textsIn(value).filter((one): one is T => known.includes(one as T))
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isOption = (value: unknown): value is Option =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)

/** The column by which the table is sorted; null: by rank, which is no column. */
export function sortOf(sort: string): Sort | null {
  if (sort === 'rank') return null
  const isDescending = sort.startsWith('-')
  return { column: isDescending ? sort.slice(1) : sort, isDescending }
}

export function sortText({ column, isDescending }: Sort): string {
  return `${isDescending ? '-' : ''}${column}`
}
