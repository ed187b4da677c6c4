/** Compares objective values. NaN is worse than every number in both directions. */
import { z } from 'zod'

export const Direction = z.enum(['minimize', 'maximize'])
export type Direction = z.infer<typeof Direction>

/** The factor that turns a value into one to be minimized. */
export function costSign(direction: Direction): 1 | -1 {
  return direction === 'minimize' ? 1 : -1
}

/** Whether a value is strictly better; false for equal values and for two NaN. */
export function isBetter(value: number, other: number, direction: Direction): boolean {
  if (Number.isNaN(value)) return false
  if (Number.isNaN(other)) return true
  return direction === 'minimize' ? value < other : value > other
}

/** Whether a value is strictly worse; false for equal values and for two NaN. */
export function isWorse(value: number, other: number, direction: Direction): boolean {
  return isBetter(other, value, direction)
}

/** A comparator for `sort`: best first, NaN last. */
export function bestFirst(direction: Direction): (value: number, other: number) => number {
  return (value, other) =>
    isBetter(value, other, direction) ? -1 : isBetter(other, value, direction) ? 1 : 0
}

/** Returns the best of the values; NaN for an empty list. */
export function bestOf(values: Iterable<number>, direction: Direction): number {
  let best = Number.NaN
  for (const value of values) if (isBetter(value, best, direction)) best = value
  return best
}
