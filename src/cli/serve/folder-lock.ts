/** One Sweepd a data folder. */
import crypto from 'node:crypto'
import net from 'node:net'

/**
 * Holds the folder for as long as this process lives, however it ends: an abstract socket belongs to the
 * process and leaves no file behind. Only Linux has them; elsewhere PostgreSQL's own lock must do.
 *
 * @returns  gives the folder back
 * @throws Error when another process holds it
 */
export function lockFolder(folder: string): Promise<() => Promise<void>> {
  if (process.platform !== 'linux') return Promise.resolve(async () => {})
  const name = crypto.createHash('sha256').update(folder).digest('hex').slice(0, 32)
  const server = net.createServer((socket) => socket.destroy())
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isHeld = error.code === 'EADDRINUSE'
      reject(isHeld ? new Error(`Another Sweepd works in ${folder}: set SWEEPD_DATA_DIR.`) : error)
    })
    server.listen(`\0sweepd-${name}`, () => {
      resolve(() => new Promise((closed) => server.close(() => closed())))
    })
  })
}
