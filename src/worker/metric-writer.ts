/** Collects the epochs and the progress of this worker's trials, and stores them every `intervalMs`. */
import type { EpochRow, Progress } from '../db/tables/metrics/epochs.ts'
import { type Lease, leaseKey } from '../db/tables/trials/leases.ts'

export interface MetricWriter {
  /** Resolves when the rows are stored, or dropped because their lease was lost. */
  add(rows: readonly EpochRow[]): Promise<void>
  /** Only the latest progress of each trial is stored, after its epochs. */
  progress(progress: Progress): void
  /** Resolves when everything added before is stored, or dropped because its lease was lost. */
  flush(): Promise<void>
  /** performance.now() since which data waits to be stored; null if all is stored. */
  waitingSince(): number | null
  close(): Promise<void>
}

/** Of one statement: more could exceed its time limit, then again at each attempt. */
const mostRows = 10_000

/**
 * @param write          stores the rows; returns the leases that are still held
 * @param writeProgress  stores the progress; if this fails, the next call makes up for it
 * @param lost   called for each lease that is no longer held
 * @param failed called if storing the rows failed; they are kept and retried
 */
export function createMetricWriter(options: {
  write(rows: readonly EpochRow[]): Promise<Lease[]>
  writeProgress(progress: readonly Progress[]): Promise<void>
  lost(lease: Lease): void
  failed(error: unknown): void
  intervalMs: number
}): MetricWriter {
  let pending: EpochRow[] = []
  let since: number | null = null // see `waitingSince`
  let progress = new Map<string, Progress>()
  let writing: Promise<void> = Promise.resolve()
  let added = 0 // rows so far
  const stored = () => added - pending.length
  let waiting: { until: number; resolve(): void }[] = []

  const writeRows = async () => {
    const rows = pending.slice(0, mostRows)
    const startedAt = performance.now()
    const held = new Set((await options.write(rows)).map(leaseKey))
    pending = pending.slice(rows.length)
    since = pending.length === 0 ? null : startedAt
    const lost = new Map(
      rows.filter((row) => !held.has(leaseKey(row))).map((row) => [leaseKey(row), row]),
    )
    for (const lease of lost.values()) options.lost(lease)
    for (const { resolve } of waiting.filter(({ until }) => until <= stored())) resolve()
    waiting = waiting.filter(({ until }) => until > stored())
  }
  const writeOnce = async () => {
    if (pending.length === 0) return
    const until = added
    const reached = progress
    progress = new Map()
    try {
      while (stored() < until) await writeRows()
    } catch (error) {
      // what was reached since is newer
      progress = new Map([...reached, ...progress])
      throw error
    }
    if (reached.size > 0) await options.writeProgress([...reached.values()]).catch(options.failed)
  }
  // one write at a time, so that rows of a trial stay in order, even after a failed write
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
      if (rows.length === 0) return Promise.resolve()
      since ??= performance.now()
      for (const row of rows) pending.push(row)
      added += rows.length
      return new Promise((resolve) => waiting.push({ until: added, resolve }))
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
