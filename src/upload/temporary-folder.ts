/** Creates and removes temporary folders for uploads; their names hold the id of the process that made them. */
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

/** Removes folders left behind by killed processes. */
export async function removeLeftFolders(): Promise<void> {
  for (const name of await fs.readdir(os.tmpdir())) {
    const pid = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1] ?? process.pid)
    if (!isAlive(pid)) await removeFolder(path.join(os.tmpdir(), name))
  }
}
