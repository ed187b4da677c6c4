/**
 * Detects trainers that hang. Native calls block a trainer's thread, so silence alone does not prove a hang: on a CPU,
 * a working trainer uses processor time; on a GPU, a call should take about as long as similar calls before.
 */
import type { Heard } from './trainer.ts'

export interface Watched {
  pid: number
  backend: { device: string }
  heard(): Heard | null
}

/** State of a process as reported by the system. */
export interface ProcessState {
  cpuMs: number // processor time used so far
  isStopped: boolean // by SIGSTOP, or a debugger
}

export interface Hung {
  silentMs: number
  limitMs: number
}

export interface Watchdog {
  /** Call this at regular intervals. @returns null if the trainer is idle or working */
  look(trainer: Watched): Hung | null
}

/** A call on a busy machine may take longer than expected by at most this factor. */
const paceFactor = 50
const leastCallMs = 60_000
/** Limit for the first call of a graph, which builds and optimizes it before training. */
const firstCallMs = 1_800_000

/**
 * @param leaseMs       length of silence that is always allowed
 * @param processState  null if unknown
 */
export function createWatchdog(options: {
  leaseMs: number
  processState(pid: number): ProcessState | null
  now?(): number
}): Watchdog {
  const { leaseMs, processState, now = () => performance.now() } = options
  const worked = new Map<number, { cpuMs: number; at: number }>() // by process id

  /** The last time at which its processor time was seen to increase. */
  const workedAt = (pid: number, cpuMs: number): number => {
    const before = worked.get(pid)
    if (before?.cpuMs === cpuMs) return before.at
    worked.set(pid, { cpuMs, at: now() })
    return now()
  }
  return {
    look({ pid, backend, heard }) {
      const last = heard()
      if (last === null) {
        worked.delete(pid)
        return null
      }
      const state = processState(pid)
      const at = state === null ? last.at : workedAt(pid, state.cpuMs)
      const isStopped = state?.isStopped ?? false
      const showsWork = state !== null && backend.device !== 'gpu'
      const silentMs = now() - (isStopped || showsWork ? Math.max(last.at, at) : last.at)
      const limitMs =
        last.busy === null || isStopped || showsWork
          ? leaseMs
          : Math.max(leaseMs, callLimitMs(last.busy.expectedMs))
      return silentMs > limitMs ? { silentMs, limitMs } : null
    },
  }
}

function callLimitMs(expectedMs: number | null): number {
  return expectedMs === null ? firstCallMs : Math.max(leastCallMs, paceFactor * expectedMs)
}
