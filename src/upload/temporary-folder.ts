/** Folders for uploads on their way; each has the id of its process in its name. */
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { isAlive } from '../is-alive.ts'

const prefix = 'sweepd-uploads-'

export function temporaryFolder(): Promise<string> {
  return fs.mkdtemp(path.join(os.tmpdir(), `${prefix}${process.pid}-`))
}

export async function removeFolder(folder: string): Promise<void> {
  await fs.rm(folder, { recursive: true, force: true })
}

/** Removes what processes left behind that were killed. */
export async function removeLeftFolders(): Promise<void> {
  for (const name of await fs.readdir(os.tmpdir())) {
    const pid = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1] ?? process.pid)
    if (!isAlive(pid)) await removeFolder(path.join(os.tmpdir(), name))
  }
}
