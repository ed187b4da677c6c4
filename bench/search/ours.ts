/** Runs and measures a whole search through the service's API, from the POST to the last trial. */
import fs from 'node:fs'
import { startOwnService } from '../own-service.ts'
import type { BenchData, Workload } from './workloads.ts'

export interface Measured {
  seconds: number
  trials: number
  best: number
  trainerMegabytes?: number // the largest trainer's resident memory
}

export interface OwnSearch {
  run(workload: Workload, data: BenchData, seed: number): Promise<Measured>
  stop(): Promise<void>
}

export async function startOurs(): Promise<OwnSearch> {
  const service = await startOwnService()
  return {
    async run(workload, data, seed) {
      let trainerMegabytes = 0
      const posted = {
        name: workload.name,
        objective: { metric: workload.metric, direction: workload.direction },
        space: workload.space,
        sampler: { type: 'random' },
        validation: { type: 'holdout', fraction: 0.2 },
        budget: { trials: workload.trials },
        seed,
      }
      await service.upload(data)
      const startedAt = performance.now()
      const study = await service.search(data, posted, () => {
        trainerMegabytes = Math.max(trainerMegabytes, ...trainers().map(residentMegabytes))
      })
      const seconds = (performance.now() - startedAt) / 1000
      if (study.trials.complete !== workload.trials) {
        throw new Error(`not every trial is complete: ${JSON.stringify(study)}`)
      }
      return { seconds, trials: workload.trials, best: study.best!.value, trainerMegabytes }
    },
    stop: () => service.stop(),
  }
}

/** Process ids of all trainers on this machine. */
function trainers(): string[] {
  return fs.readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('trainer-main')
    } catch {
      return false // it has ended meanwhile
    }
  })
}

function residentMegabytes(pid: string): number {
  try {
    const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
  } catch {
    return 0 // it has ended meanwhile
  }
}
