/** How many lanes a group should have. Loads no TensorFlow. */
import { flattenLayers } from '../network/flatten-layers.ts'
import { findLayer, type TrialSpec } from '../spec.ts'

/** Microseconds of a step of one lane, as measured: class → lanes of the group → time. */
export type LaneRates = ReadonlyMap<string, ReadonlyMap<number, number>>

/** What groups are trained on. */
export interface LaneDevice {
  device: string // cpu or gpu
  rates: LaneRates
}

/**
 * What decides on how many lanes pay: whether the ops of one lane keep a core busy, and the work of one step. Short,
 * to be part of a trial's shape.
 *
 * @param multiplications  of one sample's forward pass
 * @returns                'l19': lanes share a core, 2^19 multiplications a step; 'f': one lane fills it
 */
export function laneClass({ layers, batchSize }: TrialSpec, multiplications: number): string {
  if (flattenLayers(layers).some(({ spec }) => findLayer(spec).fillsCore)) return 'f'
  return `l${Math.ceil(Math.log2(Math.max(1, batchSize * multiplications)))}`
}

/** A smaller group is as good as a larger one that is faster by no more than this. */
const margin = 0.05

/**
 * Lanes of the next group of a class: from what the table says, uphill by what was measured. Twice and half the best
 * count are tried, once each, and then the best stays.
 *
 * @param ofClass  as `laneClass` gives it
 */
export function lanesThatPay(ofClass: string, { device, rates }: LaneDevice): number {
  const { expected, most } = fromTable(ofClass, device)
  // groups of what was left over are of any size; the search is among powers of two
  const measured = [...(rates.get(ofClass) ?? [])].filter(
    ([lanes]) => lanes <= most && Number.isInteger(Math.log2(lanes)),
  )
  if (measured.length === 0) return expected
  const least = Math.min(...measured.map(([, time]) => time))
  const good = measured.filter(([, time]) => time <= (1 + margin) * least)
  const best = Math.min(...good.map(([lanes]) => lanes))
  const isMeasured = (lanes: number) => measured.some(([known]) => known === lanes)
  const untried = [2 * best, best / 2].find(
    (lanes) => lanes >= 1 && lanes <= most && !isMeasured(lanes),
  )
  return untried ?? best
}

/**
 * Where the search for the best count starts, and where it ends. Measured with `npm run bench -- lanes`
 * (bench/RESULTS.md): small steps are mostly the cost of calling ops, which lanes share; large ones gain nothing and
 * fall out of the cache.
 */
function fromTable(ofClass: string, device: string): { expected: number; most: number } {
  const work = Number(ofClass.slice(1))
  if (device === 'gpu') {
    if (ofClass === 'f') return { expected: 8, most: 64 }
    return { expected: work <= 18 ? 128 : work <= 21 ? 64 : 16, most: 256 }
  }
  // a convolution of one lane has a core's whole attention: there is nothing to look for
  if (ofClass === 'f') return { expected: 1, most: 1 }
  // twice as many would be a little faster for the smallest, and cost memory
  return { expected: work <= 18 ? 16 : work <= 20 ? 8 : work <= 21 ? 4 : 1, most: 16 }
}

/**
 * Places of a graph for so many lanes: few different counts, so that a graph serves many groups.
 *
 * @returns  the next of 1, 2, 3, 4, 6, 8, 12, 16, 24, …
 */
export function laneSlots(lanes: number): number {
  const power = 2 ** Math.ceil(Math.log2(lanes))
  const between = (power * 3) / 4
  return power >= 4 && lanes <= between ? between : power
}
