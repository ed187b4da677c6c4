/** Memory of trainers: what one may take, and what it takes. */
import fs from 'node:fs'
import os from 'node:os'

/** Share of the machine that all its trainers may take together. */
const trainersShare = 0.8

/** Bytes that one of so many trainers may take. */
export function trainerLimitBytes(trainers: number): number {
  return Math.floor((trainersShare * os.totalmem()) / trainers)
}

/** Resident memory of a process; null where the system does not tell (it is no Linux, or the process has ended). */
export function residentBytes(pid: number): number | null {
  try {
    const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8')
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]
    return kilobytes === undefined ? null : Number(kilobytes) * 1024
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return null
    throw error
  }
}
