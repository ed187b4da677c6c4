/**
 * Tells a trainer that works from one that hangs. Its thread is held by native calls, so its silence alone says little:
 * on a CPU, who works uses the processor; on a GPU, a call ends in about the time that calls like it took before.
 */
import type { Heard } from './trainer.ts'

export interface Watched {
  pid: number
  backend: { device: string }
  heard(): Heard | null
}

/** What the system knows of a process. */
export interface ProcessState {
  cpuMs: number // that it has used
  isStopped: boolean // by SIGSTOP, or a debugger
}

export interface Hung {
  silentMs: number
  limitMs: number
}

export interface Watchdog {
  /** To be called every now and then. @returns null for one that trains nothing, or works */
  look(trainer: Watched): Hung | null
}

/** A machine that others use too is slower than it was, but not by more. */
const paceFactor = 50
const leastCallMs = 60_000
/** The first call of its kind builds and optimizes a graph, then trains an epoch. */
const firstCallMs = 1_800_000

/**
 * @param leaseMs       silence that is always allowed
 * @param processState  null where the system does not tell
 */
export function createWatchdog(options: {
  leaseMs: number
  processState(pid: number): ProcessState | null
  now?(): number
}): Watchdog {
  const { leaseMs, processState, now = () => performance.now() } = options
  const worked = new Map<number, { cpuMs: number; at: number }>() // by process

  /** When it was last seen to use the processor. */
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
