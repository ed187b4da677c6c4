/** Chooses the waiting trials for which `train` jobs are added: one per group. */
import type { LaneDevice } from '../../engine/group/lane-count.ts'
import { efficientGroupSize } from '../trial-shape.ts'

export interface WaitingTrial {
  number: number
  fencing: number
  attempt: number // 0: not tried yet
  shape: string | null
}

/**
 * First trials of groups of equal shape. An incomplete last group waits for more trials while other trials keep the
 * trainers busy.
 *
 * @param waiting   in the order of their numbers
 * @param open      number of open trials of the study
 * @param capacity  trainers of all workers
 * @param isAll     no more trials will be suggested for now
 */
export function groupHeads(
  waiting: readonly WaitingTrial[],
  {
    open,
    capacity,
    device,
    isAll,
  }: { open: number; capacity: number; device: LaneDevice; isAll: boolean },
): WaitingTrial[] {
  const shapes = new Map<string, WaitingTrial[]>()
  for (const trial of waiting) {
    const key = groupKey(trial)
    shapes.set(key, [...(shapes.get(key) ?? []), trial])
  }
  const full: WaitingTrial[] = []
  const partial: WaitingTrial[] = []
  for (const trials of shapes.values()) {
    const size = groupSize(trials[0]!, { device, open, capacity })
    for (let at = 0; at < trials.length; at += size) {
      const heads = at + size <= trials.length ? full : partial
      heads.push(trials[at]!)
    }
  }
  const heads = isAll || full.length < capacity ? [...full, ...partial] : full
  return heads.sort((a, b) => a.number - b.number)
}

/**
 * Size of the group of a trial: the efficient size, but small enough that every trainer gets some. A trial whose last
 * attempt was lost with its trainer trains alone, since it may have killed the trainer.
 */
export function groupSize(
  { attempt, shape }: Pick<WaitingTrial, 'attempt' | 'shape'>,
  { device, open, capacity }: { device: LaneDevice; open: number; capacity: number },
): number {
  if (attempt > 0) return 1
  return Math.max(
    1,
    Math.min(efficientGroupSize(shape, device), Math.ceil(open / Math.max(1, capacity))),
  )
}

function groupKey({ number, attempt, shape }: WaitingTrial): string {
  return attempt > 0 || shape === null ? `alone ${number}` : shape
}
