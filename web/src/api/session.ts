/**
 * The API key of this tab: kept in its session storage, sent as a bearer token, never part of an address. Other tabs
 * and other sites cannot read it, and it goes when the tab is closed.
 */
import { useSyncExternalStore } from 'react'

const storageKey = 'sweepd.key'

interface Session {
  key: string | null
  /** The service answered 401: ask for a key. */
  isRefused: boolean
}

let session: Session = { key: sessionStorage.getItem(storageKey), isRefused: false }
const listeners = new Set<() => void>()

function change(next: Session): void {
  session = next
  for (const listener of listeners) listener()
}

export const currentKey = (): string | null => session.key

export function signIn(key: string): void {
  sessionStorage.setItem(storageKey, key)
  change({ key, isRefused: false })
}

export function signOut(): void {
  sessionStorage.removeItem(storageKey)
  change({ key: null, isRefused: true })
}

/** @param key  the one that was sent; an answer to an older one says nothing about the present one */
export function refuse(key: string | null): void {
  if (key !== session.key || session.isRefused) return
  change({ key: session.key, isRefused: true })
}

export function useSession(): Session {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => session,
  )
}
