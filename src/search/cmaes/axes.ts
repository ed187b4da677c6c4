/**
 * The axes of CMA-ES: the numeric parameters that every trial has and that can vary, each mapped to the unit interval.
 * All other parameters are drawn independently (see marginal.ts), apart from rejecting infeasible configurations.
 */

import { stepCount } from '../space/domain.ts'
import type { Params } from '../space/params.ts'
import type { Parameter, SearchSpace } from '../space/space.ts'
import { stepEdge, toUnit } from '../space/unit-interval.ts'

const maxSteps = 10_000 // finer steps are treated as continuous

export interface Axis {
  parameter: Parameter
  steps: number | null // number of values; null: continuous
  edge(index: number): number // start of the interval of step `index`
}

export function cmaAxes(space: SearchSpace): Axis[] {
  return space.parameters.flatMap((parameter) => {
    const { domain, conditions } = parameter
    if (domain.type === 'choice' || conditions.length > 0 || domain.low === domain.high) return []
    const { low, high, log, step } = domain
    const count = step === null ? Number.POSITIVE_INFINITY : stepCount({ low, high, step })
    if (count < 2) return []
    if (step === null || count > maxSteps) return { parameter, steps: null, edge: () => 0 }
    return {
      parameter,
      steps: count,
      edge: (index: number) => stepEdge(index, { low, step, log, count }),
    }
  })
}

/** Returns coordinates [n]; a stepped value lies in the middle of its interval. */
export function toPoint(axes: readonly Axis[], params: Params): Float64Array {
  return Float64Array.from(axes, ({ parameter: { name, domain } }) =>
    toUnit(domain, params[name] ?? null),
  )
}
