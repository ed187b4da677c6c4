/**
 * The API key of this tab: kept in its session storage, sent as a bearer token, never part of an address. Other tabs
 * and other sites cannot read it, and it goes when the tab is closed.
 */
import { createStore } from './store.ts'

const storageKey = 'sweepd.key'

interface Session {
  key: string | null
  /** The service answered 401: ask for a key. */
  isRefused: boolean
}

const session = createStore<Session>({
  key: sessionStorage.getItem(storageKey),
  isRefused: false,
})

export const currentKey = (): string | null => session.get().key

export function signIn(key: string): void {
  sessionStorage.setItem(storageKey, key)
  session.set({ key, isRefused: false })
}

export function signOut(): void {
  sessionStorage.removeItem(storageKey)
  session.set({ key: null, isRefused: true })
}

/** @param key  the one that was sent; an answer to an older one says nothing about the present one */
export function refuse(key: string | null): void {
  const { key: present, isRefused } = session.get()
  if (key !== present || isRefused) return
  session.set({ key: present, isRefused: true })
}

export const useSession = session.use
