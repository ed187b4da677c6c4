/** Runs and measures a whole search through the service's API, from the POST to the last trial. */
import { type Study, startOwnService } from '../own-service.ts'
import { larger, type Memory, trainerMemory } from './memory.ts'
import { type BenchData, type PeerParams, peerParams, type Workload } from './workloads.ts'

export interface Measured {
  seconds: number
  trials: number
  best: number
}

export interface OwnMeasured extends Measured {
  memory: Memory // largest of all trainers
  params: PeerParams[] // of its trials, for the peers
}

export interface OwnSearch {
  /** `isAlone`: each trainer trains one trial at a time. */
  run(
    workload: Workload,
    data: BenchData,
    how: { seed: number; isAlone: boolean },
  ): Promise<OwnMeasured>
  stop(): Promise<void>
}

/** Reading it walks a process's pages, which takes time that the trainers need. */
const memoryEveryMs = 1_000

export async function startOurs(trainers: number): Promise<OwnSearch> {
  process.env.SWEEPD_TRAINERS = String(trainers) // as many as the peers have processes
  const service = await startOwnService()
  return {
    async run(workload, data, { seed, isAlone }) {
      const posted = {
        name: workload.name,
        objective: { metric: workload.metric, direction: workload.direction },
        space: workload.space,
        sampler: { type: 'random' },
        validation: { type: 'holdout', fraction: 0.2 },
        budget: { trials: workload.trials },
        // as many open trials as trainers: each trainer gets one
        ...(isAlone && { parallelism: trainers }),
        seed,
      }
      await service.upload(data)
      let memory: Memory = { resident: 0, proportional: 0, own: 0 }
      let measuredAt = 0
      const watch = () => {
        if (performance.now() - measuredAt < memoryEveryMs) return
        memory = larger(memory, trainerMemory())
        measuredAt = performance.now()
      }
      const startedAt = performance.now()
      const study = await service.search(data, posted, watch)
      const seconds = (performance.now() - startedAt) / 1000
      memory = larger(memory, trainerMemory())
      if (study.trials.complete !== workload.trials) {
        throw new Error(`not every trial is complete: ${JSON.stringify(study)}`)
      }
      const params = await paramsOf(study, workload)
      return { seconds, trials: workload.trials, best: study.best!.value, memory, params }
    },
    stop: () => service.stop(),
  }

  async function paramsOf({ id }: Study, workload: Workload): Promise<PeerParams[]> {
    const { items } = await service.call<{ items: { params: Record<string, unknown> }[] }>(
      'GET',
      `/v1/studies/${id}/trials?limit=${workload.trials}`,
    )
    return items.map(({ params }) => peerParams(params, workload))
  }
}
