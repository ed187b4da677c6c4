/** How a trial's objective develops: the best epoch, and whether early stopping has waited long enough. */

export interface Objective {
  metric: string // such as 'validation.accuracy'
  direction: 'minimize' | 'maximize'
}

export interface EpochValue {
  step: number // the epoch, from 1
  value: number // of the objective
}

export interface Progress {
  best: EpochValue | null
  improved: EpochValue | null // the last epoch that was better by more than minDelta
}

/** The first of equal epochs stays the best. */
export function progressed(
  { best, improved }: Progress,
  now: EpochValue,
  { direction, minDelta }: { direction: Objective['direction']; minDelta: number },
): Progress {
  const gain = (before: EpochValue) =>
    direction === 'maximize' ? now.value - before.value : before.value - now.value
  return {
    best: best === null || gain(best) > 0 ? now : best,
    improved: improved === null || gain(improved) > minDelta ? now : improved,
  }
}

/** Have `patience` epochs passed without an improvement? */
export function isExhausted({ improved }: Progress, step: number, patience: number): boolean {
  return improved !== null && step - improved.step >= patience
}
