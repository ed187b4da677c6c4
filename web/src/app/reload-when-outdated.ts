/**
 * A new version of the dashboard has files of other names, so a tab that was open before cannot load its next page.
 * Loading the page anew mends that. Once: if the new one lacks a file too, the page says so (page-error.tsx).
 */
const storageKey = 'sweepd.reloaded'
const loopMs = 60_000

interface Tab {
  storage: Pick<Storage, 'getItem' | 'setItem'>
  now: number
  reload(): void
}

/** @returns whether the tab reloads, which it does not within a minute of the last time */
export function reloadOnce({ storage, now, reload }: Tab): boolean {
  const before = Number(storage.getItem(storageKey) ?? Number.NEGATIVE_INFINITY)
  if (now - before < loopMs) return false
  storage.setItem(storageKey, String(now))
  reload()
  return true
}

export function reloadWhenOutdated(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const tab = { storage: sessionStorage, now: Date.now(), reload: () => location.reload() }
    // the page that is about to go needs no message
    if (reloadOnce(tab)) event.preventDefault()
  })
}
