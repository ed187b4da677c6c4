/** Measures the most memory that this process has held since a moment. */
import fs from 'node:fs'

/**
 * Starts to measure; see proc_pid_clear_refs(5) and `VmHWM` in proc_pid_status(5).
 *
 * @returns reads the peak of resident memory since then, in bytes; null where it is unknown: the system is not Linux,
 *          or its kernel cannot reset the peak
 */
export function trackPeakBytes(proc = '/proc/self'): () => number | null {
  try {
    fs.writeFileSync(`${proc}/clear_refs`, '5')
  } catch {
    return () => null
  }
  return () => parsePeakBytes(fs.readFileSync(`${proc}/status`, 'utf8'))
}

export function parsePeakBytes(status: string): number | null {
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]
  return kilobytes === undefined ? null : Number(kilobytes) * 1024
}
