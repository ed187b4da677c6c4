/** How many trainers there are and how fast they train: measured where this server has trained, else assumed. */
import type { Sql } from '../../db/client.ts'
import type { LaneRates } from '../../db/tables/lane-rates.ts'
import { workerCapacity } from '../../db/tables/workers.ts'
import {
  fitSpeed,
  type MeasuredTrial,
  type MeasuredWork,
  measuredWork,
  type Speed,
} from '../training-time.ts'

export interface KnownSpeed extends Speed {
  isMeasured: boolean
}

/** Costs of one trainer. Lanes share the cost of an update; networks that fill a core train alone. */
export interface Machine {
  trainers: number
  device: string // cpu or gpu
  lanes: KnownSpeed // per update and lane, in a group of the size that pays
  alone: KnownSpeed
}

/** One core with AVX-512, and one current GPU: `npm run bench -- lanes`, `engine` and `gpu`. */
const assumed = {
  cpu: {
    lanes: { perUpdate: 30e-6, perMultiplication: 80e-12 },
    alone: { perUpdate: 400e-6, perMultiplication: 80e-12 },
  },
  gpu: {
    lanes: { perUpdate: 5e-6, perMultiplication: 2e-12 },
    alone: { perUpdate: 300e-6, perMultiplication: 2e-12 },
  },
}

export async function readMachine(sql: Sql): Promise<Machine> {
  const { trainers, device, rates } = await workerCapacity(sql)
  return toMachine({ trainers, device, rates, trials: await measuredWork(sql) })
}

/** @param trials  complete trials, each with the time from its start to its end */
export function toMachine({
  trainers,
  device,
  rates,
  trials,
}: {
  trainers: number
  device: string
  rates: LaneRates
  trials: readonly MeasuredTrial[]
}): Machine {
  const { lanes, alone } = device === 'gpu' ? assumed.gpu : assumed.cpu
  // the time of a trial that shared its trainer contains the others' work
  const ofAlone = fitSpeed(trials.filter(({ fillsCore }) => fillsCore))
  return {
    trainers: Math.max(1, trainers),
    device,
    lanes: known(fitSpeed(measuredSteps(rates)), lanes),
    alone: known(ofAlone, alone),
  }
}

function known(measured: Speed | null, otherwise: Speed): KnownSpeed {
  return { ...(measured ?? otherwise), isMeasured: measured !== null }
}

/** One step of one lane for each class, at the number of lanes that was fastest. */
function measuredSteps(rates: LaneRates): MeasuredWork[] {
  return [...rates].flatMap(([ofClass, byLanes]) => {
    if (!ofClass.startsWith('l') || byLanes.size === 0) return []
    const multiplications = 0.75 * 2 ** Number(ofClass.slice(1)) // the middle of the class
    const seconds = Math.min(...byLanes.values()) / 1e6
    return [{ updates: 1, multiplications, seconds }]
  })
}
