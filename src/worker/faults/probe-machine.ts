/** Checks that the machine has what a worker needs: a writable cache folder and a running trainer. */
import fs from 'node:fs/promises'
import path from 'node:path'

const probeBytes = 2 ** 20

/** @throws Error if the cache folder is not writable or no trainer is running */
export async function probeMachine(cacheDir: string, runningTrainers: number): Promise<void> {
  const folder = path.join(cacheDir, 'blobs')
  const file = path.join(folder, `probe-${process.pid}`)
  await fs.mkdir(folder, { recursive: true })
  try {
    // flushed, because a full disk may accept bytes into its buffers first
    await fs.writeFile(file, Buffer.alloc(probeBytes), { flush: true })
  } finally {
    await fs.rm(file, { force: true })
  }
  if (runningTrainers === 0) throw new Error('no trainer could be started; see the log')
}
