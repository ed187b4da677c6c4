/** Lock that allows one Sweepd per data folder. */
import crypto from 'node:crypto'
import net from 'node:net'

/**
 * Locks the folder for the lifetime of this process. An abstract socket belongs to the process and leaves no file
 * behind, however the process ends. Only Linux has them; on other systems PostgreSQL's own lock is the only one.
 *
 * @returns a function that releases the lock
 * @throws Error if another process holds the lock
 */
export function lockFolder(folder: string): Promise<() => Promise<void>> {
  if (process.platform !== 'linux') return Promise.resolve(async () => {})
  const name = crypto.createHash('sha256').update(folder).digest('hex').slice(0, 32)
  const server = net.createServer((socket) => socket.destroy())
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isHeld = error.code === 'EADDRINUSE'
      reject(
        isHeld
          ? new Error(
              `Another Sweepd is using ${folder}: stop it, or set SWEEPD_DATA_DIR to another folder.`,
            )
          : error,
      )
    })
    server.listen(`\0sweepd-${name}`, () => {
      resolve(() => new Promise((closed) => server.close(() => closed())))
    })
  })
}
