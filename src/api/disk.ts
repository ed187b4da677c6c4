/** Is there room to write? */
import fs from 'node:fs/promises'

export interface Disk {
  /** PostgreSQL has just refused to write for lack of room. */
  markFull(): void
  isFull(): Promise<boolean>
}

/** PostgreSQL needs more than this for its next log segment. */
const leastFreeBytes = 32 * 2 ** 20
/** What PostgreSQL said is believed for so long. */
const fullForMs = 10_000

/**
 * @param folder  of the embedded database; null: it is elsewhere, and only what it says is known
 * @param now     milliseconds of a clock that never goes back
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
