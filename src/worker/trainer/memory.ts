/** Computes the memory limit of a trainer, and reads how much memory it uses. */
import fs from 'node:fs'
import os from 'node:os'

/** Share of the machine's memory that all its trainers may use together. */
const trainersShare = 0.8

/** Memory limit of each of `trainers` trainers, in bytes. */
export function trainerLimitBytes(trainers: number): number {
  return Math.floor((trainersShare * os.totalmem()) / trainers)
}

/** Resident memory of a process in bytes; null if unknown: the system is not Linux, or the process has ended. */
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
