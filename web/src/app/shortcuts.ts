/**
 * Keyboard shortcuts: single keys and sequences such as `g s`. They do nothing while one types, and the list of them
 * is what `?` shows.
 */
import { useEffect, useEffectEvent } from 'react'
import { createStore } from '../api/store.ts'

export interface Shortcut {
  keys: string // separated by spaces
  text: string
  run: () => void
}

const sequenceMs = 1_200

const shortcuts = createStore<readonly Shortcut[]>([])

/** Active while the component is shown. */
export function useShortcut(keys: string, text: string, run: () => void): void {
  const onPress = useEffectEvent(run)
  useEffect(() => {
    const shortcut = { keys, text, run: () => onPress() }
    shortcuts.set([...shortcuts.get(), shortcut])
    return () => shortcuts.set(shortcuts.get().filter((one) => one !== shortcut))
  }, [keys, text])
}

export const useShortcutList = shortcuts.use

let typed: string[] = []
let lastPress = 0

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
  if (event.timeStamp - lastPress > sequenceMs) typed = []
  lastPress = event.timeStamp
  typed = [...typed, event.key].slice(-2)
  const found = shortcuts.get().find(({ keys }) => endsWith(typed, keys.split(' ')))
  if (found === undefined) return
  event.preventDefault()
  typed = []
  found.run()
})

const endsWith = (keys: string[], wanted: string[]): boolean =>
  keys.slice(-wanted.length).join(' ') === wanted.join(' ')

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable || target.closest('input, textarea, select, [role="dialog"]') !== null
  )
}
