/** Lists the values of a parameter in a grid. */

import {
  contains,
  type Domain,
  type FloatDomain,
  type IntDomain,
  stepCount,
  stepValue,
  withoutNoise,
} from '../space/domain.ts'
import type { ParamValue } from '../space/params.ts'

export interface GridValues {
  size: number
  at(index: number): ParamValue
  indexOf(value: ParamValue): number // -1: not on the grid
}

/**
 * Returns all options, all steps, or `points` values spread evenly over the range (over its logarithm with `log`),
 * including the bounds; integer points are rounded and duplicates dropped. Returns null for a float range with
 * neither step nor points, unless it is a single value.
 */
export function gridValues(domain: Domain): GridValues | null {
  if (domain.type === 'choice') return listed(domain.options)
  if (domain.points !== null) return listed(spread(domain, domain.points))
  if (domain.low === domain.high) return listed([domain.low])
  if (domain.step === null) return null
  const { low, high, step } = domain
  const size = stepCount({ low, high, step })
  return {
    size,
    at: (index) => stepValue({ low, high, step }, index),
    indexOf: (value) => (contains(domain, value) ? Math.round((Number(value) - low) / step) : -1),
  }
}

function listed(values: readonly ParamValue[]): GridValues {
  return {
    size: values.length,
    at: (index) => values[index] ?? null,
    indexOf: (value) => values.indexOf(value),
  }
}

function spread({ type, low, high, log }: FloatDomain | IntDomain, points: number): number[] {
  const values = Array.from({ length: points }, (_, index) => {
    if (index === 0) return low
    if (index === points - 1) return high
    const share = index / (points - 1)
    const value = log ? low ** (1 - share) * high ** share : low + share * (high - low)
    return Math.min(high, Math.max(low, type === 'int' ? Math.round(value) : withoutNoise(value)))
  })
  return [...new Set(values)]
}
