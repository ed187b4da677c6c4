/** What trials were given for one parameter, as numbers: what every analysis works on. */
import { stepCount } from '../space/domain.ts'
import type { Parameter } from '../space/space.ts'
import { toUnit } from '../space/unit-interval.ts'

export interface Column {
  parameter: Parameter
  values: Float64Array // one a trial: the number, or the index of the option; NaN: the trial does not have it
}

/** How many values the parameter may take; Infinity for a continuum. */
export function valueCount({ domain }: Parameter): number {
  if (domain.type === 'choice') return domain.options.length
  const { low, high, step } = domain
  if (low === high) return 1
  return step === null ? Number.POSITIVE_INFINITY : stepCount({ low, high, step })
}

/** The coordinate of a column's value in the unit interval, where the search space is uniform; NaN stays NaN. */
export function toUnitCoordinate({ domain }: Parameter, value: number): number {
  if (Number.isNaN(value)) return Number.NaN
  return domain.type === 'choice' ? (value + 0.5) / domain.options.length : toUnit(domain, value)
}
