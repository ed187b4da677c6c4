/** The part of a page's state that is in its address: filters, columns, sort, selection, tab. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'

/**
 *     const [view, setView] = useSearchState(parseTableView)
 *     setView({ sort: 'value' })
 *
 * @param parse  makes a complete state of whatever the address says; a stable function. Addresses are typed by people
 *   too: what it does not understand becomes the default
 * @returns      the state, and a function that changes fields of it. Undefined removes a field from the address;
 *   `{ push: true }` makes an entry in the browser's history
 */
export function useSearchState<T extends object>(
  parse: (search: Record<string, unknown>) => T,
): [T, (change: Partial<T>, options?: { push?: boolean }) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const state = useMemo(() => parse(search), [parse, search])
  const change = useCallback(
    (fields: Partial<T>, { push = false } = {}) =>
      void navigate({
        to: '.',
        search: (before: Record<string, unknown>) =>
          withoutDefaults({ ...before, ...fields }, parse),
        replace: !push,
        resetScroll: false,
      } as never),
    [navigate, parse],
  )
  return [state, change]
}

/** An address says only what differs from what one sees without it. */
function withoutDefaults<T extends object>(
  search: Record<string, unknown>,
  parse: (search: Record<string, unknown>) => T,
): Record<string, unknown> {
  const defaults = parse({}) as Record<string, unknown>
  const isDefault = ([field, value]: [string, unknown]) =>
    value === undefined || JSON.stringify(value) === JSON.stringify(defaults[field])
  const entries = Object.entries(search).filter((entry) => !isDefault(entry))
  return Object.fromEntries(entries.map(([field, value]) => [field, shortList(value)]))
}

/** `a,b` instead of a list in JSON, where no item has a comma; `textsIn` reads both. */
function shortList(value: unknown): unknown {
  const isShort = (item: unknown) => typeof item === 'string' && !item.includes(',')
  return Array.isArray(value) && value.every(isShort) ? value.join(',') : value
}
