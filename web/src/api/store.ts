/** A value that components follow and that anything else may change. */
import { useSyncExternalStore } from 'react'

interface Store<T> {
  get: () => T
  set: (next: T) => void
  /** A hook: the component is rendered again when the value is another one. */
  use: () => T
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial
  const listeners = new Set<() => void>()
  const get = () => value
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    get,
    set(next) {
      value = next
      for (const listener of listeners) listener()
    },
    use: () => useSyncExternalStore(subscribe, get),
  }
}
