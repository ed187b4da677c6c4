/** The rungs of successive halving: steps at which trials compete. */
import type { Trial } from '../trial.ts'

export interface Rung {
  index: number // from 0
  start: number // first step of the rung
  end: number // first step of the next rung
}

/** Returns the rung that a step belongs to; null before the first. Rung k starts at minResource · η^k, rounded up. */
export function rungAt(step: number, minResource: number, eta: number): Rung | null {
  if (step < minResource) return null
  let index = 0
  let start = Math.ceil(minResource)
  let end = Math.ceil(minResource * eta)
  while (end <= step) {
    index += 1
    start = end
    end = Math.ceil(minResource * eta ** (index + 1))
  }
  return { index, start, end }
}

/**
 * Returns the step of the report with which a trial competes at a rung: its first report from the rung's start on and
 * before the next rung's; null if there is none.
 */
export function competingStep({ reports }: Pick<Trial, 'reports'>, { start, end }: Rung) {
  let first = Number.POSITIVE_INFINITY
  for (const step of reports.keys()) if (step >= start && step < end && step < first) first = step
  return first === Number.POSITIVE_INFINITY ? null : first
}
