import { type KeyboardEvent, useState } from 'react'
import { targetOf } from './row-keys.ts'

/** Moves the focus between the rows of a table of which only a part is drawn. */
export function useRowKeys({
  count,
  scrollTo,
  onOpen,
  onToggle,
}: {
  count: number
  scrollTo: (index: number) => void
  onOpen: (index: number) => void
  onToggle: (index: number) => void
}): {
  active: number
  setActive: (index: number) => void
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
} {
  const [active, setActive] = useState(0)
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    // keys inside a cell's control are the control's
    if (!(event.target instanceof HTMLTableRowElement)) return
    const { currentTarget } = event
    const target = targetOf(event.key, active, count)
    if (target !== null) {
      event.preventDefault()
      setActive(target)
      scrollTo(target)
      // the row is drawn after the scroll
      requestAnimationFrame(() =>
        requestAnimationFrame(() =>
          currentTarget.querySelector<HTMLElement>(`[data-index="${target}"]`)?.focus(),
        ),
      )
    } else if (event.key === 'Enter') {
      event.preventDefault()
      onOpen(active)
    } else if (event.key === ' ') {
      event.preventDefault()
      onToggle(active)
    }
  }
  return { active, setActive, onKeyDown }
}
