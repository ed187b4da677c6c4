/** Blobs that never change, datasets, as files of the cache folder: fetched once a machine, read by its trainers. */
import crypto from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'

/**
 * @param fetch  bytes of a blob, null when there is none
 * @returns      gives the path of the file that holds the blob; concurrent calls for one blob share the fetch
 */
export function createBlobCache(
  folder: string,
  fetch: (blobId: string) => Promise<Buffer | null>,
): (blobId: string) => Promise<string> {
  const inFlight = new Map<string, Promise<string>>()

  const load = async (blobId: string): Promise<string> => {
    const file = path.join(folder, 'blobs', path.basename(blobId))
    if (await isFile(file)) return file
    const bytes = await fetch(blobId)
    if (!bytes) throw new Error(`blob ${blobId} does not exist`)
    await fs.mkdir(path.dirname(file), { recursive: true })
    // renamed when whole: another process may look at any moment
    const partial = `${file}.${process.pid}-${crypto.randomUUID()}`
    try {
      await fs.writeFile(partial, bytes)
      await fs.rename(partial, file)
    } catch (error) {
      // what a full disk took of it would keep it full
      await fs.rm(partial, { force: true }).catch(() => {})
      throw error
    }
    return file
  }

  return (blobId) => {
    const known = inFlight.get(blobId)
    if (known) return known
    const loading = load(blobId).finally(() => inFlight.delete(blobId))
    inFlight.set(blobId, loading)
    return loading
  }
}

async function isFile(file: string): Promise<boolean> {
  return fs.stat(file).then(
    (stat) => stat.isFile(),
    () => false,
  )
}
