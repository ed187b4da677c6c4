/** Local files of immutable blobs (datasets): fetched once per machine, read by its trainers. */
import crypto from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'

/**
 * @param fetch  reads the bytes of a blob, null if it does not exist
 * @returns      a function that gives the path of a blob's file; concurrent calls share the fetch
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
    // renamed when complete: another process may read it at any time
    const partial = `${file}.${process.pid}-${crypto.randomUUID()}`
    try {
      await fs.writeFile(partial, bytes)
      await fs.rename(partial, file)
    } catch (error) {
      // a partial file would keep a full disk full
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
