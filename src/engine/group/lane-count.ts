/** Chooses how many lanes a group should have. Does not load TensorFlow. */
import { flattenLayers } from '../network/flatten-layers.ts'
import { findLayer, type TrialSpec } from '../spec.ts'

/** Measured microseconds per step and lane: class → lanes of the group → time. */
export type LaneRates = ReadonlyMap<string, ReadonlyMap<number, number>>

/** The hardware that groups are trained on, and its measured rates. */
export interface LaneDevice {
  device: string // cpu or gpu
  rates: LaneRates
}

/**
 * The properties that determine how many lanes pay off: whether the ops of one lane keep a core busy, and the work of
 * one step. Short, because it is part of a trial's shape.
 *
 * @param multiplications  of one sample's forward pass
 * @returns                'l19': lanes share a core, 2^19 multiplications a step; 'f': one lane fills it
 */
export function laneClass({ layers, batchSize }: TrialSpec, multiplications: number): string {
  if (flattenLayers(layers).some(({ spec }) => findLayer(spec).fillsCore)) return 'f'
  return `l${Math.ceil(Math.log2(Math.max(1, batchSize * multiplications)))}`
}

/** A larger group must be faster by more than this factor to be preferred. */
const margin = 0.05

/**
 * Lanes of the next group of a class: hill climbing on the measured rates, starting from the table. Twice and half the
 * best count are tried once each; after that the best is kept.
 *
 * @param ofClass  a class of `laneClass`
 */
export function lanesThatPay(ofClass: string, { device, rates }: LaneDevice): number {
  const { expected, most } = fromTable(ofClass, device)
  // groups of the last trials can have any size; the search considers powers of two only
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
 * The first and the largest lane count of the search. Measured with `npm run bench -- lanes` (bench/RESULTS.md): small
 * steps spend most time calling ops, which lanes share; large ones gain nothing and exceed the cache.
 */
function fromTable(ofClass: string, device: string): { expected: number; most: number } {
  const work = Number(ofClass.slice(1))
  if (device === 'gpu') {
    if (ofClass === 'f') return { expected: 8, most: 64 }
    return { expected: work <= 18 ? 128 : work <= 21 ? 64 : 16, most: 256 }
  }
  // a convolution of one lane already uses the whole core
  if (ofClass === 'f') return { expected: 1, most: 1 }
  // twice as many would be slightly faster for the smallest networks, but cost memory
  return { expected: work <= 18 ? 16 : work <= 20 ? 8 : work <= 21 ? 4 : 1, most: 16 }
}

/**
 * Rounds a lane count up to one of few place counts, so that a graph serves many groups.
 *
 * @returns  the next of 1, 2, 3, 4, 6, 8, 12, 16, 24, …
 */
export function laneSlots(lanes: number): number {
  const power = 2 ** Math.ceil(Math.log2(lanes))
  const between = (power * 3) / 4
  return power >= 4 && lanes <= between ? between : power
}
