/** How many trainers there are and how fast they train: measured where this server has trained, else assumed. */
import type { Sql } from '../../db/client.ts'
import { availableTrainers } from '../../db/tables/workers.ts'
import { fitSpeed, type MeasuredTrial, measuredWork, type Speed } from '../training-time.ts'
import { startSeconds } from './start-seconds.ts'

export interface KnownSpeed extends Speed {
  isMeasured: boolean
}

/** Costs of one trainer. Lanes share the cost of an update; networks that fill a core train alone. */
export interface Machine {
  trainers: number
  device: string // cpu or gpu
  lanes: KnownSpeed // per update and lane, beside other lanes
  alone: KnownSpeed
}

/** One core with AVX-512 that others use too, and one current GPU: `npm run bench -- lanes`, `engine` and `gpu`. */
const assumed = {
  cpu: {
    lanes: { perUpdate: 100e-6, perMultiplication: 130e-12 },
    alone: { perUpdate: 400e-6, perMultiplication: 80e-12 },
  },
  gpu: {
    lanes: { perUpdate: 5e-6, perMultiplication: 2e-12 },
    alone: { perUpdate: 300e-6, perMultiplication: 2e-12 },
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
  const { lanes, alone } = device === 'gpu' ? assumed.gpu : assumed.cpu
  const measured = (kind: 'lanes' | 'alone') =>
    fitSpeed(
      trials
        .filter(({ fillsCore }) => fillsCore === (kind === 'alone'))
        .map((trial) => ({ ...trial, seconds: withoutStart(trial.seconds, startSeconds[kind]) })),
    )
  return {
    trainers: Math.max(1, trainers),
    device,
    lanes: known(measured('lanes'), lanes),
    alone: known(measured('alone'), alone),
  }
}

function known(measured: Speed | null, otherwise: Speed): KnownSpeed {
  return { ...(measured ?? otherwise), isMeasured: measured !== null }
}

/** Of a trial of a fraction of a second, compiling takes less than usual. */
function withoutStart(seconds: number, start: number): number {
  return Math.max(seconds / 2, seconds - start)
}
