/** A whole search through the service's API: from the POST to the last trial. */
import fs from 'node:fs'
import { startService } from '../../examples/service.ts'
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
  const service = startService()
  await Promise.race([service.ready, service.died])
  const url = service.url()
  const uploaded = new Set<string>()
  const call = async (method: string, at: string, body?: unknown) => {
    const response = await fetch(url + at, {
      method,
      ...(body instanceof FormData
        ? { body }
        : body !== undefined && {
            body: JSON.stringify(body),
            headers: { 'content-type': 'application/json' },
          }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${at}: ${response.status} ${text}`)
    return JSON.parse(text) as Record<string, never>
  }
  while ((await fetch(`${url}/readyz`)).status !== 200) await pause(100)
  return {
    async run(workload, data, seed) {
      const name = String(data.spec.name)
      if (!uploaded.has(name)) {
        const form = new FormData()
        form.set('spec', JSON.stringify(data.spec))
        form.set('file', new Blob([new Uint8Array(data.file)]), 'data')
        await call('POST', '/v1/datasets', form)
        uploaded.add(name)
      }
      const startedAt = performance.now()
      const { id } = await call('POST', '/v1/studies', {
        name: workload.name,
        dataset: name,
        objective: { metric: workload.metric, direction: workload.direction },
        space: workload.space,
        sampler: { type: 'random' },
        validation: { type: 'holdout', fraction: 0.2 },
        budget: { trials: workload.trials },
        seed,
      })
      let trainerMegabytes = 0
      for (;;) {
        const study = (await call('GET', `/v1/studies/${id}`)) as unknown as {
          state: string
          trials: Record<string, number>
          best: { value: number } | null
        }
        trainerMegabytes = Math.max(trainerMegabytes, ...trainers().map(residentMegabytes))
        if (study.state !== 'running') {
          const seconds = (performance.now() - startedAt) / 1000
          if (study.trials.complete !== workload.trials) {
            throw new Error(`not every trial is complete: ${JSON.stringify(study)}`)
          }
          return { seconds, trials: workload.trials, best: study.best!.value, trainerMegabytes }
        }
        await pause(50)
      }
    },
    stop: () => service.stop(),
  }
}

/** Process ids of trainers on this machine. */
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

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
