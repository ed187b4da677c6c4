/**
 * The axes of CMA-ES: numeric parameters that every trial has and that can vary, each as the unit interval.
 * Infeasible configurations aside, all other parameters are drawn by themselves (see marginal.ts).
 */

import { stepCount } from '../space/domain.ts'
import type { Params } from '../space/params.ts'
import type { Parameter, SearchSpace } from '../space/space.ts'
import { stepEdge, toUnit } from '../space/unit-interval.ts'

const maxSteps = 10_000 // finer ones are as good as a continuum

export interface Axis {
  parameter: Parameter
  steps: number | null // how many values there are; null: a continuum
  edge(index: number): number // where the interval of step `index` begins
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

/** [n]; a stepped value lies in the middle of its interval. */
export function toPoint(axes: readonly Axis[], params: Params): Float64Array {
  return Float64Array.from(axes, ({ parameter: { name, domain } }) =>
    toUnit(domain, params[name] ?? null),
  )
}
