/** How many trainers there are and how fast they train: measured where this server has trained, else assumed. */
import type { Sql } from '../../db/client.ts'
import { availableTrainers } from '../../db/tables/workers.ts'
import { type MeasuredTrial, measuredWork } from '../training-time.ts'
import type { KnownSpeed } from './speed.ts'
import { startSeconds } from './start-seconds.ts'

/** Costs of one trainer. Lanes share the cost of an update; networks that fill a core train alone. */
export interface Machine {
  trainers: number
  device: string // cpu or gpu
  lanes: KnownSpeed // per update and lane, beside other lanes
  alone: KnownSpeed
}

/**
 * One core with AVX-512 that others use too, and one current GPU: `npm run bench -- lanes`, `engine` and `gpu`. An element
 * of a layer is written and read several times in both passes.
 */
const assumed = {
  cpu: {
    lanes: { perUpdate: 30e-6, perMultiplication: 60e-12, perElement: 6e-9 },
    alone: { perUpdate: 200e-6, perMultiplication: 50e-12, perElement: 6e-9 },
  },
  gpu: {
    lanes: { perUpdate: 5e-6, perMultiplication: 1.5e-12, perElement: 60e-12 },
    alone: { perUpdate: 300e-6, perMultiplication: 1.5e-12, perElement: 60e-12 },
  },
}

export async function readMachine(sql: Sql): Promise<Machine> {
  return toMachine({ ...(await availableTrainers(sql)), trials: await measuredWork(sql) })
}

/** @param trials  complete trials; each has its share of the time of its group */
export function toMachine({
  trainers,
  device,
  trials,
}: {
  trainers: number
  device: string
  trials: readonly MeasuredTrial[]
}): Machine {
  const ofDevice = device === 'gpu' ? assumed.gpu : assumed.cpu
  const known = (kind: 'lanes' | 'alone'): KnownSpeed => ({
    assumed: ofDevice[kind],
    measured: trials
      .filter(({ fillsCore }) => fillsCore === (kind === 'alone'))
      .map((trial) => ({ ...trial, seconds: withoutStart(trial.seconds, startSeconds[kind]) })),
  })
  return {
    trainers: Math.max(1, trainers),
    device,
    lanes: known('lanes'),
    alone: known('alone'),
  }
}

/** Of a trial of a fraction of a second, compiling takes less than usual. */
function withoutStart(seconds: number, start: number): number {
  return Math.max(seconds / 2, seconds - start)
}
