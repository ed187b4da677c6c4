/** Collects the epochs of all trainers of this worker and writes them in one statement every `intervalMs`. */
import type { EpochRow } from '../db/metrics.ts'
import { type Lease, leaseKey } from '../db/trials.ts'

export interface MetricWriter {
  add(rows: readonly EpochRow[]): void
  /** Resolves when all that was added before is written (or was dropped, because its lease is lost). */
  flush(): Promise<void>
  close(): Promise<void>
}

/**
 * @param write  stores the rows; returns the leases that hold
 * @param lost   called for each lease that does not
 * @param failed called when the database did not take the rows; they are kept and tried again
 */
export function createMetricWriter(options: {
  write(rows: readonly EpochRow[]): Promise<Lease[]>
  lost(lease: Lease): void
  failed(error: unknown): void
  intervalMs: number
}): MetricWriter {
  let pending: EpochRow[] = []
  let writing: Promise<void> = Promise.resolve()

  const writeOnce = async () => {
    if (pending.length === 0) return
    const rows = pending
    pending = []
    try {
      const held = new Set((await options.write(rows)).map(leaseKey))
      const lost = new Map(
        rows.filter((row) => !held.has(leaseKey(row))).map((row) => [leaseKey(row), row]),
      )
      for (const lease of lost.values()) options.lost(lease)
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
      pending.push(...rows)
    },
    flush: enqueue,
    async close() {
      clearInterval(timer)
      await enqueue()
    },
  }
}
