/** The address of the list of studies: what is searched, filtered, sorted, shown and selected. */
import { choiceIn, textIn, textsIn } from '../../app/search-fields.ts'

export const stateChoices = [
  { id: 'all', text: 'All states' },
  { id: 'running', text: 'Running' },
  { id: 'paused', text: 'Paused' },
  { id: 'complete', text: 'Complete' },
  { id: 'failed', text: 'Failed' },
  { id: 'cancelled', text: 'Cancelled' },
] as const

export const sortColumns = ['createdAt', 'name', 'state', 'best'] as const

export interface StudiesView {
  q: string
  state: (typeof stateChoices)[number]['id']
  tag: string
  sort: (typeof sortColumns)[number]
  order: '' | 'asc' | 'desc' // empty: newest first, best first, names from a to z
  columns: string[] // empty: those that are shown at first
  selected: string[]
}

export function parseStudiesView(search: Record<string, unknown>): StudiesView {
  return {
    q: textIn(search.q),
    state: choiceIn(
      search.state,
      stateChoices.map(({ id }) => id),
      'all',
    ),
    tag: textIn(search.tag),
    sort: choiceIn(search.sort, sortColumns, 'createdAt'),
    order: choiceIn(search.order, ['', 'asc', 'desc'], ''),
    columns: textsIn(search.columns),
    selected: textsIn(search.selected),
  }
}

export const isDescending = ({ sort, order }: StudiesView): boolean =>
  order === '' ? sort === 'createdAt' : order === 'desc'

/** What the API is asked for. */
export function listFilter(view: StudiesView) {
  const { q, state, tag, sort } = view
  return {
    ...(q.trim() === '' ? {} : { q: q.trim() }),
    ...(state === 'all' ? {} : { state }),
    ...(tag === '' ? {} : { tag }),
    sort,
    order: isDescending(view) ? ('desc' as const) : ('asc' as const),
    history: 'true' as const,
  }
}
