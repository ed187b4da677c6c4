/** Whether the service answers. While it does not, its health is asked for at growing intervals. */
import { backoffMs } from './backoff.ts'
import { createStore } from './store.ts'

const isOnline = createStore(true)
let attempts = 0
let timer: ReturnType<typeof setTimeout> | null = null
const onReturn = new Set<() => void>()

function change(next: boolean): void {
  if (next === isOnline.get()) return
  isOnline.set(next)
  if (next) for (const listener of onReturn) listener()
}

/** Any answer shows that the service is there. */
export function noteAnswer(): void {
  if (timer !== null) clearTimeout(timer)
  timer = null
  attempts = 0
  change(true)
}

export function noteSilence(): void {
  change(false)
  if (timer === null) timer = setTimeout(probe, backoffMs(attempts, Math.random()))
}

/** Asks at once, for people who do not want to wait. */
export function retryNow(): void {
  if (timer !== null) clearTimeout(timer)
  attempts = 0
  void probe()
}

async function probe(): Promise<void> {
  timer = null
  attempts += 1
  try {
    const answer = await fetch('/readyz', { cache: 'no-store' })
    // 503 also means that no worker is ready, which is no reason to hide what is known
    const { missing = [] } = (await answer.json()) as { missing?: string[] }
    if (missing.includes('database') || missing.includes('server')) return noteSilence()
    noteAnswer()
  } catch {
    noteSilence() // the state is the report
  }
}

/** Called whenever the service is back. */
export function whenBack(listener: () => void): () => void {
  onReturn.add(listener)
  return () => onReturn.delete(listener)
}

export const useIsOnline = isOnline.use
