/** Finds the trials that were trained together. */
import type { TrainedTrial } from '../../db/tables/timeline.ts'

type States = Record<TrainedTrial['state'], number>

/** Trials that one owner claimed together: lanes of one training, or one trial. */
export interface TrainedGroup extends States {
  owner: string
  device: string | null
  trainer: number | null // see TrainedTrial
  start: number // seconds after the study was created
  end: number // when the last of them ended; running ones: now
  first: number // number of the first trial
  trials: number
  copies: number // of them, finalists and refits
}

/** By start. */
export function groupTrials(trials: Iterable<TrainedTrial>): TrainedGroup[] {
  const byOwner = new Map<string, Map<number, TrainedGroup>>()
  for (const trial of trials) {
    let ofOwner = byOwner.get(trial.owner)
    if (ofOwner === undefined) {
      ofOwner = new Map()
      byOwner.set(trial.owner, ofOwner)
    }
    const key = keyOf(trial)
    const group = ofOwner.get(key)
    if (group === undefined) ofOwner.set(key, groupOf(trial))
    else add(group, trial)
  }
  const groups = [...byOwner.values()].flatMap((ofOwner) => [...ofOwner.values()])
  return groups.sort((a, b) => a.start - b.start || a.first - b.first)
}

const trainersOfAWorker = 2 ** 16

/** A whole number: of 100,000 texts, the making alone takes longer than the grouping. */
const keyOf = ({ start, trainer }: TrainedTrial): number =>
  Math.round(1_000 * start) * trainersOfAWorker + (trainer ?? -1) + 1

function groupOf(trial: TrainedTrial): TrainedGroup {
  const { owner, device, trainer, start, end, number } = trial
  const group = {
    owner,
    device,
    trainer,
    start,
    end,
    first: number,
    trials: 0,
    copies: 0,
    running: 0,
    complete: 0,
    pruned: 0,
    failed: 0,
    cancelled: 0,
  }
  add(group, trial)
  return group
}

function add(group: TrainedGroup, { device, end, number, state, isCopy }: TrainedTrial): void {
  group.device ??= device
  group.end = Math.max(group.end, end)
  group.first = Math.min(group.first, number)
  group.trials++
  group[state]++
  if (isCopy) group.copies++
}
