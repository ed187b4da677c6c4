/** Detects a full disk. */
import fs from 'node:fs/promises'

export interface Disk {
  /** Called when PostgreSQL refuses a write because the disk is full. */
  markFull(): void
  isFull(): Promise<boolean>
}

/** PostgreSQL needs more than this for its next WAL segment. */
const leastFreeBytes = 32 * 2 ** 20
/** How long an error of PostgreSQL about a full disk counts. */
const fullForMs = 10_000

/**
 * @param folder  of the embedded database; null: the database is elsewhere, and only its errors show a full disk
 * @param now     monotonic clock, in milliseconds
 */
export function watchDisk(folder: string | null, now = () => performance.now()): Disk {
  let fullAt: number | null = null
  return {
    markFull() {
      fullAt = now()
    },
    async isFull() {
      if (fullAt !== null && now() - fullAt < fullForMs) return true
      if (folder === null) return false
      const { bavail, bsize } = await fs.statfs(folder)
      return bavail * bsize < leastFreeBytes
    },
  }
}
