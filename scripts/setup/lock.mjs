/**
 * A lock between processes: a folder that holds one file, its owner. The folder appears by one rename, so
 * nobody sees it half made; the owner's file name is unique, so removing a dead owner cannot hit a live one.
 */
import { randomUUID } from 'node:crypto'
import { rmdirSync, rmSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const BEAT_MS = 5_000
const SILENT_MS = 60_000 // twelve missed beats

/**
 * Runs `work` while this process alone holds the lock.
 *
 * @param onWait  told once, with the owner, when somebody else holds it
 */
export async function withLock(folder, work, { onWait = () => {}, pollMs = 250 } = {}) {
  const owner = `${randomUUID()}.json`
  const staged = `${folder}.${owner}`
  await mkdir(staged, { recursive: true })
  await writeFile(
    path.join(staged, owner),
    JSON.stringify({ pid: process.pid, host: os.hostname() }),
  )
  const ownFile = path.join(folder, owner)
  const leave = () => {
    rmSync(staged, { recursive: true, force: true })
    rmSync(ownFile, { force: true })
    removeIfEmpty(folder) // somebody else may have it by now
  }
  process.once('exit', leave)
  const beat = setInterval(() => touch(ownFile), BEAT_MS)
  try {
    await acquire(folder, { staged, owner, onWait, pollMs })
    return await work()
  } finally {
    clearInterval(beat)
    process.off('exit', leave)
    leave()
  }
}

/**
 * Whether a lock's owner is gone: its process ended, or it has not touched its file for a minute (another
 * machine or container on the same disk, whose processes cannot be seen from here).
 */
export function isAbandoned({ pid, host, silentMs }, { here, isAlive }) {
  return silentMs > SILENT_MS || (host === here && !isAlive(pid))
}

async function acquire(folder, { staged, owner, onWait, pollMs }) {
  for (let told = false; ; ) {
    try {
      await touch(path.join(staged, owner)) // a long wait must not look like silence
      await rename(staged, folder) // replaces an empty folder, refuses a full one
      return
    } catch (error) {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    }
    const other = await removeAbandoned(folder)
    if (other === null) continue
    if (!told) onWait(other)
    told = true
    await sleep(pollMs)
  }
}

/** @returns the owner that is still at work, or null when the lock is free to be tried again */
async function removeAbandoned(folder) {
  for (const name of await readdir(folder).catch(() => [])) {
    const file = path.join(folder, name)
    try {
      const owner = JSON.parse(await readFile(file, 'utf8'))
      const silentMs = Date.now() - (await stat(file)).mtimeMs
      if (!isAbandoned({ ...owner, silentMs }, { here: os.hostname(), isAlive })) return owner
      await rm(file, { force: true })
    } catch (error) {
      if (error.code !== 'ENOENT') throw error // released while we looked
    }
  }
  return null
}

function removeIfEmpty(folder) {
  try {
    rmdirSync(folder)
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST' && error.code !== 'ENOENT')
      throw error
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

async function touch(file) {
  const now = new Date()
  await utimes(file, now, now).catch(() => {})
}
