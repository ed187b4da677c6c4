/**
 * Draws a parameter by itself, near what the best trials had: for parameters that a sampler's model leaves out.
 */

import type { Rng } from '../rng.ts'
import { drawFrom } from '../space/domain.ts'
import type { Params, ParamValue } from '../space/params.ts'
import type { Parameter } from '../space/space.ts'
import { fromUnit, toUnit } from '../space/unit-interval.ts'

/**
 * A mixture of the domain's own distribution and one kernel for each elite that has the parameter, all of the
 * same weight: the value itself for a choice, and for a number a normal deviation that shrinks with their count.
 *
 * @see Bergstra et al. 2011, "Algorithms for hyper-parameter optimization", NIPS, §4: l(x), without g(x)
 */
export function drawNearElites(
  { name, domain }: Parameter,
  elites: readonly Params[],
  rng: Rng,
): ParamValue {
  const having = elites.filter((params) => Object.hasOwn(params, name))
  const picked = having[rng.int(having.length + 1)]
  if (picked === undefined) return drawFrom(domain, rng)
  const value = picked[name] ?? null
  if (domain.type === 'choice') return value
  const width = 0.5 / having.length ** 0.5
  return fromUnit(domain, reflected(toUnit(domain, value) + width * 0.5 * rng.normal()))
}

/** Back into the unit interval, mirrored at its ends. */
export function reflected(u: number): number {
  const folded = Math.abs(u) % 2
  return folded > 1 ? 2 - folded : folded
}
