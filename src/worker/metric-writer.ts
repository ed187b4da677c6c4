/** Collects the epochs of all trainers of this worker, and how far trials are, and writes them every `intervalMs`. */
import type { EpochRow, Progress } from '../db/tables/metrics/epochs.ts'
import { type Lease, leaseKey } from '../db/tables/trials/leases.ts'

export interface MetricWriter {
  add(rows: readonly EpochRow[]): void
  /** The newest of each trial is written after its epochs. */
  progress(progress: Progress): void
  /** Resolves when all that was added before is written (or was dropped, because its lease is lost). */
  flush(): Promise<void>
  /** performance.now() since when something waits to be stored; null: nothing does. */
  waitingSince(): number | null
  close(): Promise<void>
}

/**
 * @param write          stores the rows; returns the leases that hold
 * @param writeProgress  says how far trials are: what is lost is made good by the next
 * @param lost   called for each lease that does not
 * @param failed called when the database did not take the rows; they are kept and tried again
 */
export function createMetricWriter(options: {
  write(rows: readonly EpochRow[]): Promise<Lease[]>
  writeProgress(progress: readonly Progress[]): Promise<void>
  lost(lease: Lease): void
  failed(error: unknown): void
  intervalMs: number
}): MetricWriter {
  let pending: EpochRow[] = []
  let since: number | null = null // that something waits, or is being written
  let progress = new Map<string, Progress>()
  let writing: Promise<void> = Promise.resolve()

  const writeOnce = async () => {
    if (pending.length === 0) return
    const rows = pending
    const reached = [...progress.values()]
    pending = []
    progress = new Map()
    try {
      const startedAt = performance.now()
      const held = new Set((await options.write(rows)).map(leaseKey))
      const lost = new Map(
        rows.filter((row) => !held.has(leaseKey(row))).map((row) => [leaseKey(row), row]),
      )
      since = pending.length === 0 ? null : startedAt
      for (const lease of lost.values()) options.lost(lease)
      if (reached.length > 0) await options.writeProgress(reached).catch(options.failed)
    } catch (error) {
      pending = [...rows, ...pending]
      throw error
    }
  }
  // one write at a time: rows of a trial stay in order, and a failed write is not overtaken
  const enqueue = () => {
    const mine = writing.then(writeOnce)
    writing = mine.catch(() => {})
    return mine
  }
  const timer = setInterval(() => {
    enqueue().catch(options.failed)
  }, options.intervalMs)

  return {
    add(rows) {
      since ??= performance.now()
      pending.push(...rows)
    },
    progress: (reached) => void progress.set(leaseKey(reached), reached),
    flush: enqueue,
    waitingSince: () => since,
    async close() {
      clearInterval(timer)
      await enqueue()
    },
  }
}
