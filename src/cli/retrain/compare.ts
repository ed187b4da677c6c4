/** Compares a training with the one that it repeats. */
import type { EpochMetrics } from '../../epoch-metrics.ts'

export interface Difference {
  numbers: number // that were compared
  unequal: number
  firstStep: number | null // epoch of the first number that is not equal
  largest: number // largest |again − before| / |before|; infinite where a number is missing
}

/** Compares every number of the stored epochs, bit for bit. */
export function compareEpochs(
  before: readonly EpochMetrics[],
  again: readonly EpochMetrics[],
): Difference {
  const byStep = new Map(again.map((epoch) => [epoch.step, epoch]))
  const difference: Difference = { numbers: 0, unequal: 0, firstStep: null, largest: 0 }
  for (const epoch of before) {
    const other = byStep.get(epoch.step)
    for (const [stored, repeated] of pairs(epoch, other)) {
      difference.numbers++
      if (stored === repeated) continue
      difference.unequal++
      difference.firstStep ??= epoch.step
      difference.largest = Math.max(difference.largest, relative(stored, repeated))
    }
  }
  return difference
}

function* pairs(
  before: EpochMetrics,
  again: EpochMetrics | undefined,
): Generator<[number, number | undefined]> {
  if (before.value !== null) yield [before.value, again?.value ?? undefined]
  for (const part of ['train', 'validation'] as const) {
    for (const [name, value] of Object.entries(before[part])) yield [value, again?.[part][name]]
  }
}

function relative(before: number, again: number | undefined): number {
  if (again === undefined || before === 0) return Number.POSITIVE_INFINITY
  return Math.abs(again - before) / Math.abs(before)
}
