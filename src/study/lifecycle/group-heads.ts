/** Which waiting trials a `train` job is added for: one for each group that they make. */
import type { LaneDevice } from '../../engine/group/lane-count.ts'
import { efficientGroupSize } from '../trial-shape.ts'

export interface WaitingTrial {
  number: number
  fencing: number
  attempt: number // 0: not tried yet
  shape: string | null
}

/**
 * The first trials of groups of one shape. A last group that is not full waits for more trials, as long as others keep
 * the trainers busy.
 *
 * @param waiting   in the order of their numbers
 * @param open      trials of the study that wait or run
 * @param capacity  trainers of all workers
 * @param isAll     nothing more will be suggested for now
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
    const key = groupOf(trial)
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
 * Trials that train together with this one: as many as pay, but so few that every trainer gets some. One whose last
 * try was lost with its trainer is alone: it may be what the trainer died of.
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

function groupOf({ number, attempt, shape }: WaitingTrial): string {
  return attempt > 0 || shape === null ? `alone ${number}` : shape
}
