/** Fills a configuration with default values: the first one that a study tries. */

import { assign } from './space/assign.ts'
import { contains, exactly } from './space/domain.ts'
import type { Params, ParamValue } from './space/params.ts'
import { middleValue } from './space/probe.ts'
import type { Parameter, SearchSpace } from './space/space.ts'

export interface Completed {
  params: Params
  filled: string[] // names of the parameters that this module filled in
}

/**
 * Takes each hole's default. A hole without a default gets its prior's mean or its most heavily weighted option, or,
 * without a prior or weights, the middle of its range or its first option. `filled` names the holes without a default.
 */
export function defaultParams(space: SearchSpace): Completed {
  const params = assign(space, likeliest)
  const filled = space.parameters
    .filter(({ name, domain }) => Object.hasOwn(params, name) && domain.default === undefined)
    .map(({ name }) => name)
  return { params, filled }
}

/** Completes given values with the holes' defaults. Values that do not fit stay, so that `checkParams` reports them. */
export function withDefaults(space: SearchSpace, given: Params): Completed {
  const filled: string[] = []
  const params = assign(space, ({ name, domain }) => {
    if (Object.hasOwn(given, name)) {
      const value = given[name]
      return contains(domain, value) ? value : undefined
    }
    if (domain.default !== undefined) filled.push(name)
    return domain.default
  })
  return { params: { ...given, ...params }, filled }
}

export function hasDefaults({ parameters }: SearchSpace): boolean {
  return parameters.some(({ domain }) => domain.default !== undefined)
}

function likeliest(parameter: Parameter): ParamValue {
  const { domain } = parameter
  if (domain.default !== undefined) return domain.default
  if (domain.type !== 'choice') {
    return domain.prior ? nearest(parameter, domain.prior.mean) : middleValue(parameter)
  }
  const { options, weights } = domain
  return weights ? (options[weights.indexOf(Math.max(...weights))] ?? null) : middleValue(parameter)
}

/** Rounds a value within the range to the nearest value of the domain. */
function nearest({ domain }: Parameter, value: number): ParamValue {
  if (domain.type === 'choice' || domain.step === null) return value
  const { low, step } = domain
  const last = Math.floor((domain.high - low) / step + 1e-9)
  return exactly(domain, low + Math.min(last, Math.round((value - low) / step)) * step)
}
