/** How many lanes a group should have. Loads no TensorFlow. */
import { flattenLayers } from './flatten-layers.ts'
import { layerOf, type TrialSpec } from './spec.ts'

/**
 * What decides on how many lanes pay: whether the ops of one lane keep a core busy, and the work of one step. Short,
 * to be part of a trial's shape.
 *
 * @param multiplications  of one sample's forward pass
 * @returns                'l19': lanes share a core, 2^19 multiplications a step; 'f': one lane fills it
 */
export function laneClass({ layers, batchSize }: TrialSpec, multiplications: number): string {
  if (flattenLayers(layers).some(({ spec }) => layerOf(spec).fillsCore)) return 'f'
  return `l${Math.ceil(Math.log2(Math.max(1, batchSize * multiplications)))}`
}

/**
 * Lanes of a group that pay on a device. Measured with `npm run bench -- lanes` (bench/RESULTS.md): small steps are
 * mostly the cost of calling ops, which lanes share; large ones gain nothing and fall out of the cache.
 *
 * @param ofClass  as `laneClass` gives it
 */
export function lanesThatPay(ofClass: string, device: string): number {
  if (device === 'gpu') return ofClass === 'f' ? 16 : 64
  if (ofClass === 'f') return 1
  const work = Number(ofClass.slice(1))
  if (work <= 18) return 16
  if (work <= 20) return 8
  return work <= 21 ? 4 : 1
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
