/** The values of one parameter over trials, as numbers: the input of every analysis. */
import { stepCount } from '../space/domain.ts'
import type { Parameter } from '../space/space.ts'
import { toUnit } from '../space/unit-interval.ts'

export interface Column {
  parameter: Parameter
  values: Float64Array // one per trial: the number, or the index of the option; NaN: the trial lacks the parameter
}

/** Counts the possible values of the parameter; Infinity if continuous. */
export function valueCount({ domain }: Parameter): number {
  if (domain.type === 'choice') return domain.options.length
  const { low, high, step } = domain
  if (low === high) return 1
  return step === null ? Number.POSITIVE_INFINITY : stepCount({ low, high, step })
}

/** Maps a column's value to the unit interval, in which the search space is uniform; NaN stays NaN. */
export function toUnitCoordinate({ domain }: Parameter, value: number): number {
  if (Number.isNaN(value)) return Number.NaN
  return domain.type === 'choice' ? (value + 0.5) / domain.options.length : toUnit(domain, value)
}
