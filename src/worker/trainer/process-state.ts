/** Reads the state of a process on Linux from /proc/PID/stat; see proc_pid_stat(5). */
import fs from 'node:fs'
import type { ProcessState } from './watchdog.ts'

const msPerTick = 10 // USER_HZ is 100 on every platform that Node runs on

/** @returns null if unknown: the system is not Linux, or the process has ended */
export function processState(pid: number): ProcessState | null {
  try {
    return parseStat(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return null
    throw error
  }
}

/** @param stat  one line; the name, in parentheses, may contain any characters */
export function parseStat(stat: string): ProcessState {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state] = fields // field 3
  const [userTicks, systemTicks] = [fields[11], fields[12]] // fields 14 and 15
  return {
    cpuMs: msPerTick * (Number(userTicks) + Number(systemTicks)),
    isStopped: state === 'T' || state === 't',
  }
}
