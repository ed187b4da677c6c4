/** What a worker needs of its machine, tried out. */
import fs from 'node:fs/promises'
import path from 'node:path'

const probeBytes = 2 ** 20

/** @throws Error that says what is wrong: the cache takes no files, no trainer runs */
export async function probeMachine(cacheDir: string, runningTrainers: number): Promise<void> {
  const folder = path.join(cacheDir, 'blobs')
  const file = path.join(folder, `probe-${process.pid}`)
  await fs.mkdir(folder, { recursive: true })
  try {
    // written out: a full disk may take bytes into its buffers first
    await fs.writeFile(file, Buffer.alloc(probeBytes), { flush: true })
  } finally {
    await fs.rm(file, { force: true })
  }
  if (runningTrainers === 0) throw new Error('no trainer runs: the log says why none starts')
}
