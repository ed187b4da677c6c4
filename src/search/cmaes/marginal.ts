/**
 * Draws a parameter that is not part of a sampler's model, independently of the others, near its values in the best
 * trials.
 */

import type { Rng } from '../rng.ts'
import { drawFrom } from '../space/domain.ts'
import type { Params, ParamValue } from '../space/params.ts'
import type { Parameter } from '../space/space.ts'
import { fromUnit, toUnit } from '../space/unit-interval.ts'

/**
 * Draws from a mixture of the domain's own distribution and one kernel for each elite that has the parameter, all with
 * equal weight. The kernel of a choice is the value itself; that of a number is normal and narrower with more elites.
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

/** Reflects a number at the ends of the unit interval until it is inside. */
export function reflected(u: number): number {
  const folded = Math.abs(u) % 2
  return folded > 1 ? 2 - folded : folded
}
